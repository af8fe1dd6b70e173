/** `muster fidelity`: recorded runs beside predictions, as a person gets them. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import type { FidelityRow } from '../../analysis/fidelity/row.ts'
import { planFidelity } from '../../cli/fidelity-run.ts'
import { emptyFolder, muster } from '../support/command.ts'

const folder = emptyFolder()
afterAll(() => folder.remove())

interface Document {
  readonly seeds: readonly [number, number]
  readonly summary: { readonly targets: number; readonly met: number }
  readonly rows: readonly FidelityRow[]
  readonly notCompared: readonly { readonly run: string; readonly why: string }[]
}

describe('what is compared', () => {
  const ids = (options: Parameters<typeof planFidelity>[0]): string[] => planFidelity(options).entries.map((e) => e.id)

  test('everything with a hundred seeds, unless something else is said', () => {
    const plan = planFidelity({})
    expect([plan.entries.length, plan.seeds[0], plan.seeds.at(-1)]).toEqual([29, 1, 100])
    expect(planFidelity({ short: true }).seeds).toEqual([1, 2, 3, 4, 5])
    expect(planFidelity({ short: true, seeds: '7..8' }).seeds).toEqual([7, 8])
  })

  test('one source, or what is named', () => {
    expect(ids({ lab: true }).length + ids({ published: true }).length).toBe(ids({}).length)
    expect(ids({ lab: true, published: true })).toEqual(ids({}))
    expect(ids({ only: ['run7-two', 'default28'] })).toEqual(['default28', 'run7-two'])
  })

  test('every mistake is said at once', () => {
    expect(() => planFidelity({ only: ['run10', 'defalt28'], seeds: '9..1', workers: '0' })).toThrow(
      /--seeds: expected a range[\s\S]*--workers: expected a whole number[\s\S]*--only: expected a recorded run, got "run10"[\s\S]*"defalt28"\n {2}did you mean default28/,
    )
  })
})

describe('muster fidelity', () => {
  test('--json gives one document, the same whatever the number of workers', async () => {
    const words = ['fidelity', '--only', 'run7-two,default37', '--seeds', '3..5', '--json', '--markdown', 'table.md']
    const one = await muster([...words, '--workers', '1'], folder.path)
    expect([one.code, one.err]).toEqual([0, ''])
    const document = JSON.parse(one.out) as Document
    expect(document.seeds).toEqual([3, 5])
    expect([...new Set(document.rows.map((r) => r.run))]).toEqual(['default37', 'run7-two'])
    expect(document.summary.targets).toBe(document.rows.filter((r) => r.target !== undefined).length)
    expect(document.rows.find((r) => r.run === 'run7-two' && r.quantity === 'makespan')).toMatchObject({
      recorded: expect.closeTo(258.358, 3),
      predicted: { n: 3 },
      target: { kind: 'within', share: 0.1 },
    })
    expect(document.notCompared.some((n) => n.run.startsWith('run10'))).toBe(true)
    const markdown = readFileSync(join(folder.path, 'table.md'), 'utf8')
    expect(markdown.split('\n').filter((line) => line.startsWith('| '))).toHaveLength(document.rows.length + 2)
    const two = await muster([...words, '--workers', '2'], folder.path)
    expect(two.out).toBe(one.out)
  })

  test('says on the terminal what is missed, and what was not compared', async () => {
    const { code, out, err } = await muster(['fidelity', '--only', 'run7-two', '--seeds', '1..2'], folder.path)
    expect([code, err]).toEqual([0, ''])
    expect(out).toContain('run7-two: fluence@F4, published, 1 recorded run\n')
    expect(out).toMatch(/\d of 3 targets met, 2 seeds\n/)
    expect(out).toContain('recorded, but not compared:\n')
  })

  test('a recorded run that does not exist is a mistake of the user', async () => {
    const { code, out, err } = await muster(['fidelity', '--only', 'run11'], folder.path)
    expect([code, out]).toEqual([2, ''])
    expect(err).toContain('--only: expected a recorded run, got "run11"')
  })
})
