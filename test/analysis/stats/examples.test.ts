/** Runs the `@example` lines of analysis/stats: `expression // expected expression`. */
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { Streams } from '../../../src/random.ts'

const folder = new URL('../../../analysis/stats/', import.meta.url)
const files = readdirSync(folder)
  .filter((f) => f.endsWith('.ts'))
  .sort()

/** Calls an expression with the exports of a module in sight. */
function evaluate(expression: string, scope: Record<string, unknown>): unknown {
  return new Function(...Object.keys(scope), `return (${expression})`)(...Object.values(scope)) as unknown
}

const modules = await Promise.all(files.map((f) => import(new URL(f, folder).href) as Promise<Record<string, unknown>>))
const scope = Object.assign({ Streams }, ...modules) as Record<string, unknown>

describe('the examples in the comments hold', () => {
  for (const file of files) {
    const text = readFileSync(new URL(file, folder), 'utf8')
    for (const [, expression, expected] of text.matchAll(/@example (.+?) \/\/ (.+?)(?: \*\/)?$/gm)) {
      test(`${file}: ${expression}`, () => {
        expect(evaluate(expression as string, scope)).toEqual(evaluate(expected as string, scope))
      })
    }
  }

  test('every file that exports a function shows one', () => {
    const without = files.filter((f) => {
      const text = readFileSync(new URL(f, folder), 'utf8')
      return /^export function/m.test(text) && !text.includes('@example')
    })
    expect(without).toEqual([])
  })
})
