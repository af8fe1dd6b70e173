/** The examples in doc comments are run: what they promise is what comes. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { loadScenario } from '../cli/scenario-files.ts'
import { Streams } from '../src/random.ts'
import { type Example, examplesOf } from './support/examples.ts'

const ROOT = new URL('..', import.meta.url).pathname
const FOLDERS = ['src', 'sim', 'live', 'analysis']

/** Runs code with the names of `scope`. */
function evaluate(code: string, scope: Readonly<Record<string, unknown>>): unknown {
  const script = ts.transpile(code, { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.ESNext })
  return new Function(...Object.keys(scope), script)(...Object.values(scope))
}

/** What an example may use besides the exports of its own module: units, builders of tests, scenarios, streams. */
async function common(): Promise<Record<string, unknown>> {
  return { ...(await import('../src/units.ts')), ...(await import('./support/builders.ts')), loadScenario, streams: new Streams(1) }
}

async function check(file: string, example: Example): Promise<void> {
  const module = (await import(join(ROOT, file))) as Record<string, unknown>
  const scope = { ...(await common()), ...module }
  const run = (): unknown => evaluate(`${example.setUp}\nreturn (${example.expression})`, scope)
  const throws = /^throws\b\s*(.*)$/.exec(example.expected)
  if (throws) expect(run).toThrow(throws[1] as string)
  else expect(run()).toEqual(evaluate(`return (${example.expected})`, scope))
}

for (const folder of FOLDERS) {
  const files = readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).filter((f) => f.endsWith('.ts'))
  for (const file of files.map((f) => `${folder}/${f}`).sort()) {
    const examples = examplesOf(readFileSync(join(ROOT, file), 'utf8'))
    if (examples.length === 0) continue
    describe(`examples of ${file}`, () => {
      it.each(examples.map((e) => [`${e.setUp}${e.expression}`, e] as const))('%s', async (_, example) => {
        await check(file, example)
      })
    })
  }
}

describe('reading examples', () => {
  it('takes one line, several lines, and several examples of one comment', () => {
    expect(
      examplesOf(
        '/** @example a(1) // 2 */\n/**\n * Says.\n * @example const b = new B(); b.c(1) // 3\n * @example d(\n *   1) // 4\n * @throws never\n */',
      ),
    ).toEqual([
      { line: 1, setUp: '', expression: 'a(1)', expected: '2' },
      { line: 4, setUp: 'const b = new B(); ', expression: 'b.c(1)', expected: '3' },
      { line: 6, setUp: '', expression: 'd(\n  1)', expected: '4' },
    ])
  })

  it('refuses an example that does not say what comes', () => {
    expect(() => examplesOf('/** @example a(1) */')).toThrow('line 1: expected "expression // what comes"')
  })

  it('sees a wrong promise', async () => {
    await expect(check('src/units.ts', { line: 1, setUp: '', expression: 'seconds(1)', expected: '1' })).rejects.toThrow()
  })
})
