/** Charts of one run, of two set against each other, and of what happens over time. */
import { describe, expect, it } from 'vitest'
import { ganttDifference } from '../../../analysis/charts/gantt-difference.ts'
import { lifeCycle } from '../../../analysis/charts/life-cycle.ts'
import { placesOverTime } from '../../../analysis/charts/places-over-time.ts'
import { podsOverTime } from '../../../analysis/charts/pods-over-time.ts'
import { groupOf, STAGE_GROUPS } from '../../../analysis/charts/stage-groups.ts'
import type { Chart } from '../../../analysis/charts/theme.ts'
import { waitFor } from '../../../analysis/charts/wait-for.ts'
import { renderSvg } from '../../../analysis/render.ts'
import { STAGES, type StageName } from '../../../src/record/breakdown.ts'
import { asLive, clogged, completed } from '../../support/example-run.ts'
import { expectGolden, marksOf, textsOf } from '../../support/golden.ts'
import { aClog, Scene } from '../../support/runs.ts'

type Row = Readonly<Record<string, unknown>>
const values = (chart: Chart): readonly Row[] => (chart.data as { values: readonly Row[] }).values
const texts = async (chart: Chart): Promise<string> => textsOf(await renderSvg(chart)).join(' ')

describe('the life of every job', () => {
  it('has a line a job, without gaps from submit to removal', async () => {
    const chart = lifeCycle(completed(), 'column')
    await expectGolden('life-cycle', chart)
    const first = values(chart).filter((row) => row.job === 'a')
    expect(first[0]?.from).toBe(0)
    for (let i = 1; i < first.length; i++) expect(first[i]?.from).toBe(first[i - 1]?.to)
    expect(first.at(-1)?.to).toBe(10.5)
  })

  it("of a live run shows how far boundaries may be off, as the cluster's stamps are whole seconds", async () => {
    const chart = lifeCycle(asLive(completed()), 'column')
    const svg = await expectGolden('life-cycle-live', chart)
    expect(textsOf(svg).join(' ')).toMatch(/Thin line: where a boundary may lie, as the cluster's stamps are whole seconds/)
    const lines = (chart.layer as { data?: { values: readonly Row[] } }[])[1]?.data?.values ?? []
    // the object of a was seen at 0.25 s, after a stamp of -0.4 s; its first pod at 0.5 s, its last one at 1 s after one of 0.6 s
    expect(lines.slice(0, 3)).toEqual([
      { number: 1, from: -0.4, to: 0.25 },
      { number: 1, from: -0.4, to: 0.5 },
      { number: 1, from: 0.6, to: 1 },
    ])
    expect(await texts(lifeCycle(completed()))).not.toContain('Thin line')
  })

  it('of a clogged run ends with jobs that wait', async () => {
    expect(
      values(lifeCycle(clogged()))
        .filter((row) => row.to === 12)
        .map((row) => row.stage),
    ).toEqual(['waits for siblings', 'waits for siblings'])
    expect(await texts(lifeCycle(clogged()))).toContain('Clogged at 1.8 s, 0 of 2 jobs completed.')
  })
})

describe('groups of stages', () => {
  it('hold every stage once', () => {
    const all = STAGE_GROUPS.flatMap((group) => group.stages)
    expect([...all].sort()).toEqual(Object.keys(STAGES).sort())
    for (const stage of Object.keys(STAGES) as StageName[]) expect(groupOf(stage).stages).toContain(stage)
  })
})

describe('two runs of the same jobs', () => {
  it('are set against each other: how many completed earlier, and by how much', async () => {
    const later = completed()
    const shifted = {
      ...later,
      header: { ...later.header, scheduler: 'kueue@0.6.2' },
      events: later.events.map((e) => (e.time > 0 ? { ...e, time: e.time + 2_000_000 } : e)),
    }
    const chart = ganttDifference(later, shifted, 'column')
    await expectGolden('gantt-difference', chart)
    expect(await texts(chart)).toContain('Under kueue@0.6.2 0 of 2 jobs completed earlier than under gang@1.37; 2.0 s later at the median.')
  })

  it('say how many jobs only one of them completed', async () => {
    const text = await texts(ganttDifference(clogged(), completed()))
    expect(text).toContain('2 of the jobs did not complete under default@1.27.')
    expect(text).toContain('No job completed in both.')
  })
})

describe('pods and places over time', () => {
  it('count every pod that exists, at each moment once', async () => {
    const chart = podsOverTime([completed()], 'column')
    await expectGolden('pods-over-time', chart)
    // six pods exist from 1 s until the leader of the first job ends at 7 s: the top of the stack lies at 6
    const tops = values(chart).filter((row) => row.label === 'no place yet')
    const at = (time: number): unknown => tops.findLast((row) => (row.time as number) <= time)?.high
    expect([at(0.2), at(2), at(6.5), at(9)]).toEqual([0, 6, 6, 5])
  })

  it('show the places of a clogged cluster all held, and none of use', async () => {
    const chart = placesOverTime([clogged(), completed()], 'column')
    await expectGolden('places-over-time', chart)
    const stuck = values(chart).filter((row) => row.run === 'default@1.27')
    expect(stuck.filter((row) => row.label === 'enough pods run').every((row) => row.low === row.high)).toBe(true)
    expect(await texts(chart)).toContain('clogged for ever')
  })
})

describe('who waits for whom', () => {
  it('has a circle a gang, with what it holds of what it needs, and an arrow each way', async () => {
    const chart = waitFor(clogged(), 'column') as Chart
    const svg = await expectGolden('wait-for', chart)
    expect(textsOf(svg)).toEqual(expect.arrayContaining(['2/3', 'a', 'b']))
    expect(textsOf(svg).join(' ')).toContain('Deleting b-0 lets a run (green).')
    // two circles and two tips
    expect(marksOf(svg, 'mark-symbol')).toBe(4)
  })

  it('is not there for a run that did not clog', () => {
    expect(waitFor(completed())).toBeUndefined()
  })

  it('draws the ten gangs that hold most of very many', async () => {
    const holders = Array.from({ length: 30 }, (_, i) => ({ job: `j${i}`, running: i + 1, size: 40, nodes: [] }))
    const run = new Scene().submit(0, 'j1', 40).run({ outcome: 'clogged', clog: aClog({ holders, waits: [], remedy: null }) })
    const text = await texts(waitFor(run) as Chart)
    expect(text).toContain('10 of 30 gangs')
    expect(text).toContain('30/40')
    expect(text).not.toContain('20/40')
  })
})

describe('a run in which nothing happened', () => {
  it('can be drawn all the same', async () => {
    const nothing = new Scene().nodes(2).run()
    for (const chart of [lifeCycle(nothing), podsOverTime([nothing]), placesOverTime([nothing]), ganttDifference(nothing, nothing)]) {
      expect(await texts(chart)).toContain('Source: test')
    }
  })
})
