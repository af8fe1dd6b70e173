/** A short run on a lab through a faulty proxy, and what must hold of it whatever the fault. */
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { loadScenario } from '../../cli/scenario-files.ts'
import { leftovers } from '../../live/clean.ts'
import { type ClientOptions, type ClusterClient, connect, type Json } from '../../live/client.ts'
import type { Lab } from '../../live/lab/lab.ts'
import { labHeader } from '../../live/lab/run-in-lab.ts'
import { LAB_NAMESPACE, playWorld } from '../../live/lab/world.ts'
import { RUN_LABEL } from '../../live/names.ts'
import { runLive } from '../../live/run.ts'
import type { Experiment } from '../../src/experiment/experiment.ts'
import { readRecord } from '../../src/record/reader.ts'
import { audit } from './audit.ts'
import { FaultyProxy } from './faulty-proxy.ts'
import { asOneStream } from './live-record.ts'

/** Two gangs of four that work for a second. */
export function shortExperiment(...sets: readonly string[]): Experiment {
  return loadScenario('smallest', ['application.runTime=1s', 'experimenter.grace=1s', ...sets]).experimentFor('default')
}

/** Nodes for several runs at a time: each has its own eight, so that one does not take what another reckons with. */
export function withLanes(experiment: Experiment, lanes: readonly string[]): Experiment {
  const [pool] = experiment.cluster.pools
  if (pool === undefined) throw new RangeError('expected a pool of nodes')
  const pools = lanes.map((lane) => ({ ...pool, name: lane, nodes: 8, labels: { ...pool.labels, lane } }))
  return { ...experiment, cluster: { ...experiment.cluster, pools } }
}

function inLane(experiment: Experiment, lane: string): Experiment {
  const jobs = experiment.workload.jobs.map((job) => ({ ...job, nodeSelector: { lane } }))
  return { ...experiment, workload: { ...experiment.workload, jobs } }
}

/** Watches what a run has in the cluster, past the proxy: uids of all objects that ever were. */
async function observe(client: ClusterClient, run: string, signal: AbortSignal): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const paths = { jobs: '/apis/batch/v1/jobs', services: '/api/v1/services', pods: '/api/v1/pods' }
  const seen = new Map<string, Set<string>>(Object.keys(paths).map((kind) => [kind, new Set<string>()]))
  const labelSelector = `${RUN_LABEL}=${run}`
  for (const [kind, path] of Object.entries(paths)) {
    const note = (object: Json): void => void seen.get(kind)?.add(`${object.metadata.name} ${object.metadata.uid}`)
    const follow = async (): Promise<void> => {
      for (let version = '0'; !signal.aborted; ) {
        try {
          version = await client.list(path, { labelSelector }, note)
          await client.watch(
            path,
            { labelSelector, resourceVersion: version },
            ({ type, object }) => type !== 'ERROR' && note(object),
            signal,
          )
        } catch {
          await new Promise((go) => setTimeout(go, 50))
        }
      }
    }
    void follow()
  }
  return seen
}

export interface FaultRun {
  readonly name: string
  readonly lab: Lab
  readonly options?: ClientOptions
  /** prepares the proxy, and may do things to it while the run goes on, until `over` */
  readonly spoil: (proxy: FaultyProxy, over: AbortSignal) => void | Promise<void>
  /** seconds */
  readonly within: number
  /** the lanes that the lab has; absent: this one only */
  readonly lanes?: readonly string[]
}

export interface Survived {
  /** what was said to the person meanwhile */
  readonly said: readonly string[]
  readonly committed: ReadonlyMap<string, number>
  readonly seconds: number
}

/** Runs, and checks the record, the objects and the time. */
export async function survives({ name, lab, options, spoil, within, lanes = [name] }: FaultRun): Promise<Survived> {
  const run = `f${name}`
  const experiment = inLane(withLanes(shortExperiment(), lanes), name)
  const record = join(lab.folder, `${name}.jsonl`)
  const proxy = await FaultyProxy.start(lab, name)
  const admin = await connect({ context: lab.context, kubeconfig: lab.kubeconfig })
  const client = await connect({ context: lab.context, kubeconfig: proxy.kubeconfig }, options)
  const over = new AbortController()
  const said: string[] = []
  try {
    const seen = await observe(admin, run, over.signal)
    const spoiling = spoil(proxy, over.signal)
    const began = performance.now()
    const end = await runLive({
      client,
      experiment,
      seed: 1,
      run,
      namespace: LAB_NAMESPACE,
      schedulerName: 'default-scheduler',
      record,
      header: labHeader(experiment, 1, lab),
      world: playWorld(experiment),
      deadline: within * 1e6,
      signal: over.signal,
      say: (text) => said.push(text),
    })
    const seconds = (performance.now() - began) / 1000
    const context = `${name}, ${seconds.toFixed(1)} s, ${JSON.stringify([...proxy.committed])}\n${said.join('\n')}`
    expect(end.outcome, context).toMatchObject({ outcome: 'completed', jobs: 2, completed: 2 })
    expect(end.leftovers, context).toEqual([])
    expect(await leftovers({ client: admin, run }), context).toEqual([])
    expect(seconds, context).toBeLessThan(within)
    const counts = Object.fromEntries([...seen].map(([kind, names]) => [kind, names.size]))
    expect(counts, context).toEqual({ jobs: 2, services: 2, pods: 8 })
    completeRecord(record, context)
    over.abort()
    await spoiling
    return { said, committed: new Map(proxy.committed), seconds }
  } finally {
    over.abort()
    await client.close()
    await admin.close()
    await proxy.stop()
    rmSync(record, { force: true })
  }
}

/** Every stage of every job and pod, each once, in an order that can be. */
function completeRecord(path: string, context: string): void {
  const { events, outcome } = readRecord(readFileSync(path, 'utf8'), path)
  expect(outcome?.outcome).toBe('completed')
  audit(asOneStream(events))
  const counts: Record<string, number> = {}
  for (const { kind } of events) counts[kind] = (counts[kind] ?? 0) + 1
  const jobs = { submit: 2, 'job-created': 2, completed: 2, 'delete-job': 2, 'job-gone': 2, 'app-start': 2, 'app-end': 2 }
  const pods = { 'pod-created': 8, bound: 8, running: 8, ready: 8, ended: 8, gone: 8 }
  expect(counts, context).toMatchObject({ ...jobs, ...pods, 'submitted-all': 1 })
}
