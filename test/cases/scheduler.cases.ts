/** What holds under every scheduler, tried on arbitrary small clusters and workloads. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { simulate } from '../../sim/cluster.ts'
import type { Run } from '../../sim/run.ts'
import { writeRecord } from '../../src/record/writer.ts'
import { type Audit, audit, insist } from '../support/audit.ts'
import { CASES } from '../support/cases.ts'
import { type SmallOptions, type SmallRun, smallRuns } from '../support/small-runs.ts'

/** Whether every job of the run got through, for schedulers that promise so. */
export const completed = (run: Run): boolean => run.outcome.outcome === 'completed'

/** Tries a property of runs on arbitrary small experiments. */
export function forRuns(scheduler: string, check: (small: SmallRun) => void, options: SmallOptions = {}, cases = CASES): void {
  fc.assert(fc.property(smallRuns(scheduler, options), check), { numRuns: cases })
}

/** Free and held places make up all places, whether counted by node or by job, where all pods ask for 2 cores. */
function conserves(state: Audit, slots: number): void {
  let held = 0
  for (const job of state.jobs.values()) held += state.held(job)
  let free = 0
  for (const node of state.nodes.values()) free += Math.floor((node.total.cpu - node.used.cpu) / 2000)
  insist(held + free === slots, () => `${held} held and ${free} free places, of ${slots}, at ${state.time}`)
}

function firstDifference(a: string, b: string): string {
  const [x, y] = [a.split('\n'), b.split('\n')]
  const at = x.findIndex((line, i) => line !== y[i])
  return `line ${at + 1}: once ${x[at]}, then ${y[at]}`
}

export function schedulerCases(scheduler: string, cases = CASES): void {
  describe(`${scheduler}, on any small cluster and workload`, () => {
    it('never over-allocates a node, never moves a pod, never lets an effect precede its cause, and loses no place', () => {
      forRuns(
        scheduler,
        ({ experiment, seed, slots }) => {
          const alike = experiment.workload.jobs.every((j) => j.request.cpu === 2000)
          const run = simulate(experiment, { seed })
          const end = audit(run.events, (state) => {
            if (alike && state.time > 0) conserves(state, slots)
          })
          expect(run.outcome.time).toBeGreaterThanOrEqual(end.time)
          const done = [...end.jobs.values()].filter((j) => j.stages.has('completed')).length
          expect(run.outcome.completed).toBe(done)
          if (completed(run)) expect(done).toBe(experiment.workload.jobs.length)
        },
        { unlike: true },
        cases,
      )
    })

    it('gives the same bytes for the same seed', () => {
      const text = ({ header, events, outcome }: Run): string => writeRecord(header, events, outcome)
      forRuns(
        scheduler,
        ({ experiment, seed }) => {
          const [once, again] = [text(simulate(experiment, { seed })), text(simulate(experiment, { seed }))]
          insist(once === again, () => firstDifference(once, again))
        },
        { unlike: true },
        cases,
      )
    })
  })
}
