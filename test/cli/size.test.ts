/** `muster size` as a person meets it: the sentence, the document, the page, and what is said of mistakes. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { SizeDocument } from '../../analysis/sizing/document.ts'
import { emptyFolder, muster } from '../support/command.ts'

let folder: ReturnType<typeof emptyFolder>
beforeEach(() => {
  folder = emptyFolder()
})
afterEach(() => folder.remove())

const here = (...words: string[]): ReturnType<typeof muster> => muster(['size', ...words], folder.path)
const QUICK = ['smallest', '--clog-risk', '10%']

describe('muster size', () => {
  it('names the value, its evidence, its neighbours and the closed-form bound, and keeps a page', async () => {
    const { code, out, err } = await here(...QUICK, '--ask', 'nodes')
    expect([code, err]).toEqual([0, ''])
    expect(out).toContain('7 nodes: the fewest shown, with 95 % confidence, to meet: clogs in fewer than 10 % of runs.')
    expect(out).toMatch(/The next better value, 6 nodes, is not shown to do: \d+ of \d+ runs clogged\./)
    expect(out).toContain('The next worse value is 8 nodes')
    expect(out).toContain('proves that nothing clogs from 7 nodes on')
    const page = readFileSync(join(folder.path, 'runs/smallest-size-1/report.html'), 'utf8')
    expect(page).toContain('Risk of a clog and nodes')
    expect(page).toContain('npm run size -- smallest --ask nodes --clog-risk 10%')
  })

  it('--json prints exactly the document, the same with one worker and with three', async () => {
    const words = [...QUICK, '--ask', 'nodes', '--json', '--no-pictures']
    const [one, three] = await Promise.all([here(...words, '--workers', '1'), here(...words, '--workers', '3')])
    const document = JSON.parse(one.out) as SizeDocument
    expect(Object.keys(document)).toEqual(['ask', 'scheduler', 'answer', 'reason', 'safeBound', 'confidence', 'evidence'])
    expect(document).toMatchObject({ ask: 'nodes', scheduler: 'default@1.28', answer: 7, safeBound: 7, confidence: 0.95 })
    const row = document.evidence.find((r) => r.value === 7)
    expect(Object.keys(row ?? {})).toEqual(['value', 'runs', 'clogged', 'upper95', 'makespanS', 'nodeHours', 'cost'])
    expect(row).toMatchObject({ clogged: 0, cost: null })
    expect(row?.upper95).toBeLessThan(0.1)
    expect(three.out).toBe(one.out)
  })

  it('shows a cost only where there is a price, and holds to a budget', async () => {
    const words = [...QUICK, '--ask', 'nodes', '--json', '--no-pictures', '--set', 'cluster.price=36']
    const priced = JSON.parse((await here(...words)).out) as SizeDocument
    const { makespanS, cost } = priced.evidence.find((r) => r.value === 7) as SizeDocument['evidence'][number]
    expect(cost).toBeCloseTo((7 * 36 * (makespanS?.p50 ?? 0)) / 3600, 4)
    const none = JSON.parse((await here(...words, '--budget', '0.01')).out) as SizeDocument
    expect([none.answer, none.reason.startsWith('Not possible: ')]).toEqual([null, true])
  })

  it('compares machine types by the nodes that each needs', async () => {
    const types = 'c2d-standard-4+1,c2d-standard-8+1.9'
    const words = ['smallest', '--clog-risk', '10%', '--set', 'workload.cpu=3', '--ask', 'machine-type', '--values', types, '--json']
    const document = JSON.parse((await here(...words)).out) as SizeDocument
    expect(document.evidence.map((row) => row.value)).toHaveLength(2)
    const [first, second] = document.evidence as [SizeDocument['evidence'][number], SizeDocument['evidence'][number]]
    expect(document.answer).toBe(first.value)
    expect(first.cost).toBeLessThanOrEqual(second.cost ?? 0)
    expect(existsSync(join(folder.path, 'runs/smallest-size-1/report.html'))).toBe(true)
  })

  it.each([
    [
      ['--ask', 'nods'],
      '--ask: expected one of nodes, permit-wait, in-flight, quota, grace, machine-type, got "nods"\n  did you mean nodes?',
    ],
    [['--ask', 'nodes', '--clog-risk', '2'], '--clog-risk: expected a share between 0% and 100%, got "2"'],
    [['--ask', 'nodes', '--deadline', 'soon'], '--deadline: expected a time above 0 with its unit (s, m, h), got "soon"'],
    [
      ['--ask', 'permit-wait', '--scheduler', 'default'],
      'scheduler.permitWaitingTime, which belongs to coscheduling, fluence F5 F4, gang 1.35',
    ],
    [
      ['--ask', 'nodes', '--set', 'cluster.pools=[{nodes: 4}]'],
      'cluster.pools: expected a pool that takes cluster.nodes, got pools with their own numbers of nodes',
    ],
  ])('refuses %j and writes nothing', async (words, message) => {
    const { code, out, err } = await here('smallest', ...words)
    expect([code, out]).toEqual([2, ''])
    expect(err).toContain(message)
    expect(existsSync(join(folder.path, 'runs'))).toBe(false)
  })
})
