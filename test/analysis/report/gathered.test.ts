/** What a report is made of. */
import { describe, expect, it } from 'vitest'
import { survival } from '../../../analysis/charts/survival.ts'
import { gatheredRuns } from '../../../analysis/report/gathered.ts'
import { clogged, completed } from '../../support/example-run.ts'

describe('jobs gathered for the figures', () => {
  it('never complete where their run clogged, however long it was watched', () => {
    const { points } = gatheredRuns([clogged(), completed()]).many
    expect(points.map(({ scheduler, never, watchedS }) => [scheduler, never, watchedS])).toEqual([
      ['default@1.27', true, 12],
      ['default@1.27', true, 12],
      ['gang@1.37', undefined, 7.5],
      ['gang@1.37', undefined, 16.5],
    ])
  })

  it('so the curve of a clogged scheduler goes on to the end of the axis', () => {
    const { data } = survival(gatheredRuns([clogged(), completed()]).many) as {
      data: { values: { scheduler: string; time: number; left: number }[] }
    }
    expect(data.values.filter((v) => v.scheduler === 'default@1.27').at(-1)).toMatchObject({ time: 16.5, left: 1 })
  })
})
