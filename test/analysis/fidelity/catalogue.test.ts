/** The catalogue: every recording is compared, with the experiment that it was. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { CATALOGUE, NOT_COMPARED } from '../../../analysis/fidelity/catalogue.ts'
import { LAB_ENTRIES } from '../../../analysis/fidelity/catalogue-lab.ts'
import { PUBLISHED_ENTRIES } from '../../../analysis/fidelity/catalogue-published.ts'
import { watchedFor } from '../../../analysis/fidelity/views.ts'
import { labSets } from '../../../analysis/recorded/lab-parameters.ts'
import { loadLab, loadPublished } from '../../../cli/fidelity-data.ts'
import { loadScenario } from '../../../cli/scenario-files.ts'
import type { Experiment } from '../../../src/experiment/experiment.ts'
import { inSeconds } from '../../../src/units.ts'
import { LAB_RUNS } from '../../support/lab.ts'

function experimentOf(scenario: string, sets: readonly string[], scheduler: string): Experiment {
  const experiment = loadScenario(scenario, sets).experimentsFor([scheduler])[0]
  if (experiment === undefined) throw new Error(`no ${scheduler}`)
  return experiment
}

describe('the catalogue', () => {
  test('names each entry once', () => {
    const ids = CATALOGUE.map((e) => e.id)
    expect(new Set(ids).size).toBe(ids.length)
    const views = LAB_ENTRIES.flatMap((e) => e.views.map((v) => v.id))
    expect(new Set(views).size).toBe(views.length)
  })

  test('compares every run of the lab', () => {
    const compared = new Set(LAB_ENTRIES.flatMap((e) => e.views.flatMap((v) => v.recordings)))
    expect([...compared].sort()).toEqual([...LAB_RUNS])
  })

  test('compares every attempt of run6 to run9, or says why not', () => {
    const file = new URL('../../../data/published/jobs.csv', import.meta.url)
    const rows = readFileSync(file, 'utf8').trim().split('\n').slice(1)
    const attempts = new Set(rows.map((line) => line.split(',')).map((c) => `${c[0]} ${c[1]} ${c[5]}`))
    const compared = PUBLISHED_ENTRIES.map(({ attempt: a }) => `${a.run} ${a.folder} ${a.attempt}`)
    const left = [...attempts].filter((a) => !compared.includes(a))
    expect(left.sort()).toEqual([
      'run3 test-six 1',
      'run4 test-six 1',
      'run6-min-size batch-4/test-large 1',
      'run8 lammps-mixed/fluence 1',
      'run9  0',
      'run9 mixed/coscheduling 1',
      'run9 mixed/coscheduling 2',
      'run9 mixed/coscheduling 3',
    ])
    expect(compared.filter((a) => !attempts.has(a))).toEqual([])
    for (const run of ['run3', 'run6', 'run8', 'run9', 'run10']) expect(NOT_COMPARED.some((n) => n.run.includes(run))).toBe(true)
  })

  test.each(LAB_ENTRIES.map((e) => [e.id, e] as const))('%s is simulated with the parameters of its recordings', (_, entry) => {
    const simulated = experimentOf(entry.scenario, entry.sets, entry.scheduler)
    for (const name of entry.views.flatMap((v) => v.recordings)) {
      const recorded = experimentOf(entry.scenario, [...entry.sets, ...labSets(loadLab(name).run.parameters)], entry.scheduler)
      expect(recorded).toEqual(simulated)
    }
  })

  test.each(PUBLISHED_ENTRIES.map((e) => [e.id, e] as const))(
    '%s has the jobs that were planned, by the names that were recorded',
    (_, entry) => {
      const experiment = experimentOf(entry.scenario, entry.sets, entry.scheduler)
      expect(experiment.workload.jobs).toHaveLength(entry.jobs)
      const names = new Set(
        experiment.workload.jobs.map((j) =>
          j.name.replace(/^job-0-(\d+)/, (_all, i: string) => `job-0-${Number(i) + (entry.firstIteration ?? 0)}`),
        ),
      )
      const recorded = loadPublished(entry.attempt)
      expect(recorded.filter((j) => !names.has(j.job))).toEqual([])
      if (entry.ended === 'completed' && entry.id !== 'run6-default') expect(recorded).toHaveLength(entry.jobs)
      for (const job of entry.leftOut?.jobs ?? []) expect(names.has(job)).toBe(true)
    },
  )

  test('seeds are watched as long as the recordings: to their limit, or to where they were cut', () => {
    const lengths = LAB_ENTRIES.flatMap((e) =>
      e.views.map((v) => [
        v.id,
        Math.round(
          inSeconds(
            watchedFor(
              v,
              v.recordings.map((name) => loadLab(name).run),
            ),
          ),
        ),
      ]),
    )
    expect(Object.fromEntries(lengths)).toMatchObject({
      default28: 2400,
      'default28-24nodes': 900,
      cosched28: 2400,
      'cosched28-cut': 783,
      'cosched28-stall': 783,
      'cosched28-permit10-100jobs': 2001,
      cosched34: 2403,
    })
  })
})
