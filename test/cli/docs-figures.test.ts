/** The figures of the README are those that the program draws. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { docsFigures } from '../../cli/docs-figures.ts'

const ROOT = new URL('../..', import.meta.url).pathname

describe('the figures of the README', () => {
  it('are byte by byte those of `npm run sim`, and no others (refreshed by `npm run figures`)', async () => {
    const drawn = await docsFigures()
    expect(readdirSync(join(ROOT, 'docs/figures')).sort()).toEqual([...drawn.keys()].sort())
    for (const [name, svg] of drawn) expect(readFileSync(join(ROOT, 'docs/figures', name), 'utf8') === svg, name).toBe(true)
  })

  it('are all shown there, each with words for who cannot see it', () => {
    const shown = [...readFileSync(join(ROOT, 'README.md'), 'utf8').matchAll(/!\[([^\]]+)\]\(docs\/figures\/([^)]+)\)/g)]
    expect(shown.map(([, , name]) => name).sort()).toEqual(readdirSync(join(ROOT, 'docs/figures')).sort())
    for (const [, words] of shown) expect((words as string).length).toBeGreaterThan(60)
  })
})
