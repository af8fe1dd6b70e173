/** Finds in a source what the model may not touch: clocks, chance that is not ours, timers, promises, its process. */
import ts from 'typescript'

const GLOBALS = new Set([
  'Date',
  'Promise',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'queueMicrotask',
  'performance',
  'process',
  'console',
  'fetch',
  'globalThis',
  'crypto',
])

/** `line: what` for each use, in order. Comments, strings and names of members do not count. */
export function impurities(text: string): string[] {
  const file = ts.createSourceFile('x.ts', text, ts.ScriptTarget.Latest, true)
  const found: string[] = []
  const report = (node: ts.Node, what: string): void => {
    found.push(`${file.getLineAndCharacterOfPosition(node.getStart()).line + 1}: ${what}`)
  }
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && GLOBALS.has(node.text) && !isMember(node)) report(node, node.text)
    else if (node.kind === ts.SyntaxKind.AsyncKeyword) report(node, 'async')
    else if (ts.isAwaitExpression(node)) report(node, 'await')
    else if (ts.isPropertyAccessExpression(node) && node.name.text === 'random' && node.expression.getText() === 'Math')
      report(node, 'Math.random')
    ts.forEachChild(node, visit)
  }
  visit(file)
  return found
}

/** `o.process`, `{ process: 1 }`, `process: number` in a type: a name of its own, not the global. */
function isMember(node: ts.Identifier): boolean {
  const parent = node.parent
  if (ts.isPropertyAccessExpression(parent)) return parent.name === node
  return (
    (ts.isPropertyAssignment(parent) ||
      ts.isPropertySignature(parent) ||
      ts.isMethodDeclaration(parent) ||
      ts.isPropertyDeclaration(parent)) &&
    parent.name === node
  )
}
