/** Recorded jobs, attempt by attempt, give what experiments.json says of each. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { maskedLike, observePublished, timesOf } from '../../../analysis/fidelity/published-times.ts'
import { type JobTimes, readPublishedAttempt } from '../../../analysis/recorded/published.ts'
import { tablesOf } from '../../../analysis/run-view.ts'

interface Attempt {
  readonly attempt?: number
  readonly jobs_completed?: number
  readonly span_first_submit_to_last_end_s?: number | null
  readonly mean_submit_to_completion_s?: number | null
  readonly start_order_inversions?: number | null
  readonly by_size?: Readonly<Record<string, { readonly mean_submit_to_completion_s: number | null }>>
}

const folder = new URL('../../../data/published/', import.meta.url)
const table = readFileSync(new URL('jobs.csv', folder), 'utf8')
const { experiments } = JSON.parse(readFileSync(new URL('experiments.json', folder), 'utf8')) as {
  experiments: readonly { readonly run: string; readonly result_dir: string; readonly attempts: readonly Attempt[] }[]
}

const attempts = experiments.flatMap((e) =>
  e.attempts.flatMap((a) =>
    (a.jobs_completed ?? 0) > 0 && a.attempt !== 0 ? [[`${e.run} ${e.result_dir} ${a.attempt}`, e, a] as const] : [],
  ),
)

function near(found: number | undefined, expected: number): void {
  expect(found).toBeDefined()
  expect(Math.abs((found as number) - expected)).toBeLessThanOrEqual(0.0006)
}

describe('jobs of data/published', () => {
  test('24 attempts have completed jobs', () => {
    expect(attempts).toHaveLength(24)
  })

  test.each(attempts)('%s', (_, experiment, attempt) => {
    const jobs = readPublishedAttempt(table, 'jobs.csv', {
      run: experiment.run,
      folder: experiment.result_dir,
      attempt: attempt.attempt as number,
    })
    expect(jobs).toHaveLength(attempt.jobs_completed as number)
    const found = observePublished(jobs)
    // of run8's first attempt only a dump of pods is known: its span there is that of the dump
    if (jobs.length > 1 && typeof attempt.span_first_submit_to_last_end_s === 'number')
      near(found.makespanS, attempt.span_first_submit_to_last_end_s)
    if (typeof attempt.mean_submit_to_completion_s === 'number') near(found.turnaroundS, attempt.mean_submit_to_completion_s)
    if (typeof attempt.start_order_inversions === 'number') expect(found.inversions).toBe(attempt.start_order_inversions)
    for (const [size, { mean_submit_to_completion_s: mean }] of Object.entries(attempt.by_size ?? {})) {
      if (mean !== null && mean !== undefined) near(found.turnaroundBySizeS[size]?.meanS, mean)
    }
  })

  test('an attempt that is not there is named', () => {
    expect(() => readPublishedAttempt(table, 'jobs.csv', { run: 'run9', folder: 'mixed/kueue', attempt: 7 })).toThrow(
      'jobs.csv: expected completed jobs of a recorded attempt, got none of run run9, result_dir "mixed/kueue", attempt 7',
    )
  })

  test('run10 is not there to be read', () => {
    expect(() => readPublishedAttempt(table, 'jobs.csv', { run: 'run10', folder: '', attempt: 1 })).toThrow()
  })
})

describe('simulated jobs as they would have been recorded', () => {
  const pod = { pod: 'p', job: 'job-0-3-size-2' }
  const tables = tablesOf([
    { kind: 'submit', time: 1_250_000, job: 'job-0-3-size-2', size: 2, need: 2 },
    { kind: 'pod-created', time: 1_750_000, ...pod, index: 0, cpu: 2000, memory: 0 },
    { kind: 'bound', time: 2_000_000, ...pod, index: 0, node: 'n' },
    { kind: 'running', time: 3_900_000, ...pod },
    { kind: 'ended', time: 7_400_000, ...pod, phase: 'Succeeded' },
    { kind: 'completed', time: 7_500_000, job: 'job-0-3-size-2' },
    { kind: 'delete-job', time: 9_500_000, job: 'job-0-3-size-2' },
  ])
  const times = timesOf(tables)

  test('stamps of Kubernetes and of containers are whole seconds, those of the script are not', () => {
    expect(times).toEqual([
      { job: 'job-0-3-size-2', size: 2, order: 0, submittedS: 1.25, createdS: 1, startedS: 3, endS: 9.5, finishedS: 7 },
    ])
  })

  test('keep only what the recorded job of the same name has', () => {
    const like: JobTimes[] = [
      { job: 'job-0-10-size-2', size: 2, order: 4, startedS: 50, endS: 60 },
      { job: 'job-0-11-size-2', size: 2, order: 5, startedS: 50, endS: 60 },
    ]
    expect(maskedLike(times, like, 7)).toEqual([{ job: 'job-0-10-size-2', size: 2, order: 0, startedS: 3, endS: 9.5 }])
    expect(maskedLike(times, like)).toEqual([])
  })
})
