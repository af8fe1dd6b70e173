/**
 * Clogging is real here: the recorded workload, with shorter times, under real schedulers. Only nodes, kubelets and the
 * application are played.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect } from 'vitest'
import { loadScenario } from '../../../cli/scenario-files.ts'
import { runInLab } from '../../../live/lab/run-in-lab.ts'
import { findLabScheduler, type LabScheduler, programsFor } from '../../../live/lab/schedulers.ts'
import type { Outcome, RunEvent } from '../../../src/record/events.ts'
import { readRecord } from '../../../src/record/reader.ts'
import { audit } from '../../support/audit.ts'
import { labTest } from '../../support/built-lab.ts'
import { emptyFolder } from '../../support/command.ts'
import { asOneStream, beforeCleaning } from '../../support/live-record.ts'

/** The base case of data/lab with times that a test can wait for. */
const SHORT = [
  'kubelet.start=U(0.1s,0.3s)',
  'kubelet.ready=U(0s,0.1s)',
  'kubelet.exit=U(0.05s,0.2s)',
  'kubelet.teardown=U(0.1s,0.3s)',
  'application.setUp=U(0.1s,0.3s)',
  'application.runTime=U(0s,0.2s)',
  'experimenter.gap=0.1s',
  'experimenter.lag=0.1s',
  'experimenter.grace=1s',
  'experimenter.watches=at-once',
  'limits.time=120s',
]

interface Ran {
  readonly outcome: Outcome
  readonly events: readonly RunEvent[]
}

async function run(scheduler: LabScheduler, model: string, iterations: number): Promise<Ran> {
  const folder = emptyFolder()
  try {
    const experiment = loadScenario('lab', [...SHORT, `workload.iterations=${iterations}`]).experimentFor(model)
    const record = join(folder.path, 'record.jsonl')
    const said: string[] = []
    const { outcome, leftovers } = await runInLab({
      experiment,
      scheduler,
      seed: 1,
      record,
      stopOnClog: true,
      signal: new AbortController().signal,
      say: (text) => said.push(text),
    })
    expect(leftovers).toEqual([])
    expect(said).toEqual([])
    return { outcome, events: readRecord(readFileSync(record, 'utf8'), record).events }
  } finally {
    folder.remove()
  }
}

function clogs(text: string): void {
  const scheduler = findLabScheduler(text, '') as LabScheduler
  labTest(
    `${text}: gangs hold every place, none has all it needs, and it is said why`,
    programsFor(scheduler),
    async () => {
      const { outcome, events } = await run(scheduler, text, 6)
      expect(outcome).toMatchObject({ outcome: 'clogged', jobs: 30 })
      expect(outcome.completed).toBeLessThan(30)
      expect(outcome.clog).toMatchObject({ kind: 'deadlock', slots: 8, slotsHeld: 8 })
      for (const { running, size } of outcome.clog?.holders ?? []) expect(running).toBeLessThan(size)
      expect(outcome.clog?.remedy?.delete.length).toBeGreaterThan(0)
      audit(asOneStream(beforeCleaning(events)))
    },
    120_000,
  )
}

function completes(text: string): void {
  const scheduler = findLabScheduler(text, '') as LabScheduler
  labTest(
    `${text}: every job runs`,
    programsFor(scheduler),
    async () => {
      const { outcome, events } = await run(scheduler, text, 2)
      expect(outcome).toMatchObject({ outcome: 'completed', jobs: 10, completed: 10, clog: null })
      audit(asOneStream(events))
      const count = (kind: string): number => events.filter((e) => e.kind === kind).length
      expect([count('submit'), count('app-end'), count('completed'), count('job-gone')]).toEqual([10, 10, 10, 10])
      // two jobs of each size, every pod bound, started and gone exactly once
      expect([count('bound'), count('running'), count('gone')]).toEqual([40, 40, 40])
    },
    150_000,
  )
}

// most of the time is waiting, so they wait together
describe.concurrent('the recorded workload under the real default scheduler', () => {
  clogs('default@1.37')
})

describe.concurrent('the recorded workload under real gang schedulers', () => {
  completes('coscheduling@0.28')
  completes('kueue@0.6.2')
  completes('gang@1.37')
})
