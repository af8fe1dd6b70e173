/** The figures of the README are those that the program draws. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { docsFigures } from '../../cli/docs-figures.ts'
import { SIZING_PICTURES } from '../../cli/docs-sizing.ts'
import { loadScenario } from '../../cli/scenario-files.ts'
import { planSize } from '../../cli/size-plan.ts'
import { seedsOf } from '../../cli/size-search.ts'
import { run } from '../../cli/size-worker.ts'
import { simulate } from '../../sim/cluster.ts'

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

/**
 * Drawn from thousands of runs, half a minute: what is checked here is that a few of their numbers are still what the
 * simulator says. `npm run figures` draws them again, the same bytes where nothing changed.
 */
describe('the figures of sizes in the README', () => {
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8')
  const pictureOf = (name: string): string => readFileSync(join(ROOT, 'docs/sizing', name), 'utf8')

  it('are those of `npm run figures`, and stand below the command that draws them, with words for who cannot see them', () => {
    expect(readdirSync(join(ROOT, 'docs/sizing')).sort()).toEqual(SIZING_PICTURES.map((p) => p.name).sort())
    for (const { name, command } of SIZING_PICTURES) {
      const [before, after] = readme.split(`](docs/sizing/${name})`)
      expect(after, name).toBeDefined()
      expect(before).toContain(`npm run ${command.replace(' ', ' -- ')}`)
      expect(/!\[([^\]]+)$/.exec(before as string)?.[1]?.length).toBeGreaterThan(60)
    }
  })

  it('say of a number of nodes how often it clogs', () => {
    const plan = planSize('sixty-jobs', { ask: 'nodes' })
    const svg = pictureOf('sixty-jobs-risk.svg')
    for (const [nodes, runs, share] of [
      [13, 8, '100%'],
      [21, 8, '25%'],
      [29, 32, '3.125%'],
    ] as const) {
      const index = plan.choices.findIndex(({ value }) => value === nodes)
      const { experiment } = plan.choices[index] as (typeof plan.choices)[number]
      const result = run({ experiment, seeds: seedsOf({ index, stage: 'pilot', from: 0, runs }) })
      const clogged = result.ok ? result.trials.filter((trial) => trial.clogged).length : Number.NaN
      expect(`${(100 * clogged) / runs}%`).toBe(share)
      expect(svg).toContain(`aria-label="value: ${nodes}; share: ${share}"`)
    }
  })

  it('say of nodes and jobs in flight how often they clog', () => {
    const svg = pictureOf('sixty-jobs-in-flight.svg')
    for (const [nodes, inFlight, percent] of [
      [16, 3, '0'],
      [16, 4, '53'],
      [24, 60, '33'],
      [32, 20, '43'],
    ] as const) {
      const scenario = loadScenario('sixty-jobs', [`cluster.nodes=${nodes}`, `experimenter.inFlight=${inFlight}`])
      const seeds = Array.from({ length: 30 }, (_, i) => i + 1)
      const clogged = seeds.filter((seed) => simulate(scenario.experimentFor('default'), { seed }).outcome.outcome !== 'completed')
      expect(((100 * clogged.length) / 30).toFixed(0)).toBe(percent)
      expect(svg).toContain(`aria-label="x: ${nodes}; y: ${inFlight}; text: ${percent}"`)
    }
  })
})
