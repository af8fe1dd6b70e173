/** A run that is killed at any instant goes on: nothing is submitted twice, no finished job is lost, nothing is left behind. */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect } from 'vitest'
import { loadScenario } from '../../cli/scenario-files.ts'
import { leftovers } from '../../live/clean.ts'
import { connect } from '../../live/client.ts'
import { findLabScheduler, type LabScheduler } from '../../live/lab/schedulers.ts'
import { labFor } from '../../live/lab/world.ts'
import { Streams } from '../../src/random.ts'
import { readRecord } from '../../src/record/reader.ts'
import { labTest } from '../support/built-lab.ts'
import { playedWorld } from '../support/lab-world.ts'

const KILLS = 20
const ROOT = new URL('../..', import.meta.url).pathname

const SCENARIO = `
title: many short jobs
schedulers: [default]
cluster: { nodes: 170, machine: plain, system: { cpu: 600m } }
workload: { cpu: 2, sizes: [1, 2], iterations: 55 }
application: { ends: leader, setUp: 0s, runTime: 0.3s }
kubelet: { start: 0.1s, ready: 0.1s, exit: 0.05s, teardown: 0.05s, removal: 0.05s }
controllers: { qps: 100, burst: 200 }
experimenter: { gap: 0.2s, watches: at-once, call: 0s, lag: 0.1s, grace: 1s }
`

// a place for every pod at once: a clog would be another test's business

/** Starts the command and returns when it has ended by itself, or has been killed after `ms` of writing a record. */
async function started(args: readonly string[], record: string, ms: number | undefined): Promise<{ code: number | null; errors: string }> {
  const child: ChildProcess = spawn(process.execPath, ['--import', './cli/typescript.mjs', 'cli/main.ts', 'live', ...args], { cwd: ROOT })
  let errors = ''
  child.stderr?.on('data', (chunk) => {
    errors += chunk
  })
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)))
  if (ms !== undefined) {
    const before = existsSync(record) ? readFileSync(record).length : 0
    const writes = (): boolean => existsSync(record) && readFileSync(record).length > before
    while (child.exitCode === null && !writes()) await new Promise((go) => setTimeout(go, 20))
    const timer = setTimeout(() => child.kill('SIGKILL'), ms)
    await ended
    clearTimeout(timer)
  }
  return { code: await ended, errors }
}

describe('a run that is killed', () => {
  labTest(
    `goes on after each of ${KILLS} kills at random instants, to a whole record and an empty cluster`,
    ['cp'],
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'muster-kill-'))
      const file = join(folder, 'short.yaml')
      writeFileSync(file, SCENARIO)
      const experiment = loadScenario(file).experimentFor('default')
      const lab = await labFor(experiment, findLabScheduler('default', '') as LabScheduler)
      const client = await connect({ context: lab.context, kubeconfig: lab.kubeconfig })
      const world = await playedWorld(client, experiment, 1)
      try {
        const out = join(folder, 'out')
        const record = join(out, 'default@1.28-seed1.jsonl')
        const words = [
          file,
          '--context',
          lab.context,
          '--kubeconfig',
          lab.kubeconfig,
          '--out',
          out,
          '--yes',
          '--no-check',
          '--no-pull',
          '--no-pictures',
        ]
        const random = new Streams(9).stream('kill')
        let kills = 0
        let ending = await started(words, record, random.next() * 1500)
        while (ending.code === null && kills < KILLS) {
          kills++
          ending = await started([...words, '--resume'], record, kills < KILLS ? random.next() * 1500 : undefined)
        }
        expect(ending).toMatchObject({ code: 0 })
        expect(kills).toBe(KILLS)

        const { events, outcome } = readRecord(readFileSync(record, 'utf8'), record)
        expect(outcome).toMatchObject({ outcome: 'completed', jobs: 110, completed: 110 })
        const count = (kind: string): Map<string, number> => {
          const counts = new Map<string, number>()
          for (const event of events) if (event.kind === kind && 'job' in event) counts.set(event.job, (counts.get(event.job) ?? 0) + 1)
          return counts
        }
        const once = new Map(experiment.workload.jobs.map((job) => [job.name, 1]))
        for (const kind of ['submit', 'job-created', 'completed', 'delete-job']) expect(count(kind), kind).toEqual(once)
        const sizes = new Map(experiment.workload.jobs.map((job) => [job.name, job.size]))
        for (const kind of ['pod-created', 'bound', 'gone']) expect(count(kind), kind).toEqual(sizes)
        expect(events.some((event) => event.kind === 'completed' && event.failed)).toBe(false)
        expect(await leftovers({ client })).toEqual([])
        expect(world.crashes).toEqual([])
      } finally {
        await world.stop()
        await client.close()
        await lab.stop()
        rmSync(folder, { recursive: true })
      }
    },
    600_000,
  )
})
