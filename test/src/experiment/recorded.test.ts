/** Recorded times by name, from small tables and from the published ones. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { loadCalibration } from '../../../cli/scenario-files.ts'
import { parseTable, type Row, recordedValues, stampSeconds } from '../../../src/experiment/recorded.ts'

const job = (values: Row): Row => ({
  run: 'r',
  result_dir: 'd',
  attempt: '1',
  outcome: 'completed',
  submit_order: '',
  size: '2',
  flux_run_s: '',
  ...values,
})
const of = (name: string, jobs: readonly Row[], pods: readonly Row[] = []): readonly number[] | undefined =>
  recordedValues(name, { jobs, pods })

describe('a recorded quantity', () => {
  it('is a column of durations, filtered, sorted, in microseconds', () => {
    const jobs = [
      job({ flux_run_s: '9.5' }),
      job({ flux_run_s: '7.25', size: '3' }),
      job({ flux_run_s: '8' }),
      job({}),
      job({ size: '4', flux_run_s: '1' }),
    ]
    expect(of('flux_run_s/size=2', jobs)).toEqual([8_000_000, 9_500_000])
    expect(of('flux_run_s/size=2|3/run=r', jobs)).toEqual([7_250_000, 8_000_000, 9_500_000])
  })

  it('leaves out jobs that did not complete', () => {
    expect(of('flux_run_s', [job({ flux_run_s: '1' }), job({ flux_run_s: '2', outcome: 'not_completed' })])).toEqual([1_000_000])
  })

  it('is nothing when the name means nothing, or nothing was recorded', () => {
    const jobs = [job({ flux_run_s: '1' })]
    for (const name of [
      '',
      'nothing',
      'size',
      'size_s',
      'flux_run_s/nothing=2',
      'flux_run_s/size',
      'flux_run_s/size=9',
      'init_s',
      'toString',
    ]) {
      expect(of(name, jobs), name).toBeUndefined()
    }
  })

  it('may be a difference: launch and broker', () => {
    const jobs = [job({ flux_run_s: '9', lammps_wall_s: '8', app_time_s: '13', hook_up_s: '0.25' })]
    expect(of('flux_launch_s', jobs)).toEqual([1_000_000])
    expect(of('broker_start_s', jobs)).toEqual([3_750_000])
  })

  it('may be a step between jobs that follow each other in one attempt', () => {
    const at = (submit_order: string, second: string, attempt = '1'): Row =>
      job({ submit_order, attempt, submit_time_utc: `2024-04-02T17:00:${second}Z`, leader_created_utc: `2024-04-02T17:01:${second}Z` })
    const jobs = [at('2', '03.5'), at('0', '01'), at('1', '01.25'), at('5', '09.5'), at('0', '30', '2')]
    expect(of('submit_gap_s', jobs)).toEqual([250_000, 2_250_000])
    expect(of('mini_cluster_spacing_s', jobs)).toEqual([250_000, 2_000_000, 2_250_000])
  })

  it('may be the lag of the watching script, once all jobs are submitted', () => {
    const at = (end: string, seen: string): Row =>
      job({
        submit_order: '0',
        submit_time_utc: '2024-04-02T17:00:10Z',
        batch_submitted_utc: '',
        app_end_utc: `2024-04-02T17:00:${end}Z`,
        end_time_utc: `2024-04-02T17:00:${seen}Z`,
      })
    expect(of('watch_lag_s', [at('09', '20'), at('12', '16.5'), at('30', '31')])).toEqual([0, 2_500_000])
  })

  it('may be a stage of pods', () => {
    const pods = [
      {
        run: 'r',
        scheduled_utc: '2024-04-02T23:59:50Z',
        init_finished_utc: '2024-04-03T00:00:05Z',
        app_started_utc: '2024-04-03T00:00:10Z',
      },
    ]
    expect(of('init_s', [], pods)).toEqual([15_000_000])
    expect(of('init_to_app_s/run=r', [], pods)).toEqual([5_000_000])
  })
})

describe('stamps', () => {
  it.each(['2024-02-29T00:00:00Z', '2024-03-01T12:34:56.789Z', '2023-12-31T23:59:59.5Z', '2000-01-01T00:00:00Z', '2026-11-23T20:39:00Z'])(
    '%s is read',
    (stamp) => {
      expect(stampSeconds(stamp)).toBe((Date.parse(stamp) - Date.parse('2000-01-01T00:00:00Z')) / 1000)
    },
  )

  it('that are none are absent', () => {
    expect([undefined, '', '2024-02-29', '17:00:00'].map(stampSeconds)).toEqual([undefined, undefined, undefined, undefined])
  })
})

describe('the published tables', () => {
  const file = (name: string): string => readFileSync(new URL(`../../../data/published/${name}`, import.meta.url), 'utf8')
  const calibration = loadCalibration()

  it('have the rows their README counts', () => {
    expect([parseTable(file('jobs.csv')).length, parseTable(file('pods.csv')).length]).toEqual([845, 1742])
  })

  /** Mean and number of values that calibration.json gives for the same quantity, in seconds. */
  const summary = (quantity: string, has: Readonly<Record<string, unknown>>): { n: number; mean: number } => {
    const { quantities } = JSON.parse(file('calibration.json')) as { quantities: Record<string, unknown>[] }
    const found = quantities.filter((q) => q.quantity === quantity && Object.entries(has).every(([k, v]) => q[k] === v))
    expect(found).toHaveLength(1)
    return found[0] as { n: number; mean: number }
  }

  it.each([
    ['submit_gap_s/run=run9/scheduler=fluence', 'submit_gap', { run: 'run9', scheduler: 'fluence' }],
    ['submit_gap_s/run=run9/scheduler=coscheduling/attempt=4', 'submit_gap', { run: 'run9', scheduler: 'coscheduling', attempt: 4 }],
    ['flux_run_s/run=run7/config=lammps-two/size=2', 'flux_run_time', { run: 'run7', result_dir: 'size-2/test-fluence' }],
    [
      'lammps_loop_s/run=run6-min-size/scheduler=fluence/size=16',
      'lammps_loop_time',
      { run: 'run6-min-size', scheduler: 'fluence', size: 16 },
    ],
    ['init_to_app_s/run=run8/attempt=3', 'init_end_to_app_start', { run: 'run8', attempt: 3 }],
  ])('%s is as summed up in calibration.json', (name, quantity, has) => {
    const values = calibration(name) ?? []
    const { n, mean } = summary(quantity, has)
    expect(values).toHaveLength(n)
    expect(values.reduce((a, b) => a + b, 0) / values.length / 1e6).toBeCloseTo(mean, 2)
  })
})
