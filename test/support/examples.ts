/** Reads the examples of doc comments: `@example add(1, 2) // 3`, or several lines of which the last says what comes. */
import ts from 'typescript'

export interface Example {
  /** line in the file, from 1 */
  readonly line: number
  /** statements that come before */
  readonly setUp: string
  readonly expression: string
  /** what it must be: an expression, or `throws` with part of the message */
  readonly expected: string
}

/**
 * Every example of a source.
 * @throws Error when an example does not say what comes out of it
 */
export function examplesOf(text: string): Example[] {
  const found: Example[] = []
  for (const comment of text.matchAll(/\/\*\*[\s\S]*?\*\//g)) {
    const first = text.slice(0, comment.index).split('\n').length
    const lines = comment[0].split('\n').map((l) => l.replace(/^\s*(?:\/\*\*|\*\/|\*)\s?/, '').replace(/\s*\*\/$/, ''))
    for (let i = 0; i < lines.length; i++) {
      const start = /^\s*@example\b(.*)$/.exec(lines[i] as string)
      if (start === null) continue
      const block = [start[1] as string]
      while (i + 1 < lines.length && !/^\s*@\w/.test(lines[i + 1] as string) && lines[i + 1] !== '') block.push(lines[++i] as string)
      found.push(exampleFrom(block.join('\n').trim(), first + i))
    }
  }
  return found
}

function exampleFrom(block: string, line: number): Example {
  const cut = block.lastIndexOf('// ')
  if (cut < 0) throw new Error(`line ${line}: expected "expression // what comes", got ${JSON.stringify(block)}`)
  const code = block.slice(0, cut).trim()
  const statements = ts.createSourceFile('example.ts', code, ts.ScriptTarget.Latest, true).statements
  const last = statements.at(-1)
  if (last === undefined || !ts.isExpressionStatement(last))
    throw new Error(`line ${line}: expected an expression before "//", got ${JSON.stringify(code)}`)
  return { line, setUp: code.slice(0, last.getStart()), expression: last.expression.getText(), expected: block.slice(cut + 3).trim() }
}
