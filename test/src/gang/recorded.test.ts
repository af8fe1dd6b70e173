/** The stuck clusters that were recorded (`data/published/clogs.json`), as far as the record says which pod had a place. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { clogState, isClogged } from '../../../src/gang/clogged.ts'
import { smallestRemedy } from '../../../src/gang/remedy.ts'
import { clogReport } from '../../../src/gang/report.ts'
import type { ClusterSnapshot, Gang, GangPod } from '../../../src/gang/snapshot.ts'
import { waitFor } from '../../../src/gang/wait-for.ts'
import { minus, type Resources } from '../../../src/resources.ts'

interface RecordedJob {
  readonly job: string
  readonly size: number
  readonly running: number
  readonly succeeded?: number
  readonly running_pods: readonly { readonly pod: string; readonly node: string | null }[]
}

interface Recorded {
  readonly id: string
  readonly scheduler: string
  readonly kind: string
  readonly nodes: number
  readonly pods_running: number | null
  readonly jobs: readonly RecordedJob[] | null
}

const file = new URL('../../../data/published/clogs.json', import.meta.url)
const { snapshots } = JSON.parse(readFileSync(file, 'utf8')) as { snapshots: readonly Recorded[] }

/** Semantics 0.1: between 3 and 4 cpus free for pods that ask for 2, so each node has place for one. */
const FREE: Resources = { cpu: 3320, memory: 29e9, pods: 100, gpu: 0 }
const TWO_CPUS: Resources = { cpu: 2000, memory: 0, pods: 1, gpu: 0 }
const ONE_CPU: Resources = { ...TWO_CPUS, cpu: 1000 }

/** Pods without a recorded node get nodes of their own: any other way eight pods of 2 cpus do not fit on eight nodes. */
function snapshotOf(recorded: Recorded, request: (job: RecordedJob) => Resources): ClusterSnapshot {
  const jobs = recorded.jobs ?? []
  const names = [...new Set(jobs.flatMap((j) => j.running_pods.flatMap((p) => p.node ?? [])))]
  const nodes = new Map(Array.from({ length: recorded.nodes }, (_, n) => [names[n] ?? `node-${n}`, FREE]))
  const unused = [...nodes.keys()].slice(names.length)
  const gangs = jobs
    .filter((j) => (j.succeeded ?? 0) < j.size)
    .map((job): Gang => {
      const placed = job.running_pods.map((p): GangPod => {
        const node = p.node ?? (unused.shift() as string)
        nodes.set(node, minus(nodes.get(node) as Resources, request(job)))
        return { name: p.pod, state: 'held', node, request: request(job) }
      })
      const rest = Array.from(
        { length: job.size - placed.length },
        (_, i): GangPod => ({ name: `${job.job}-x${i}`, state: 'pending', request: request(job) }),
      )
      return { job: job.job, need: job.size, pods: [...placed, ...rest] }
    })
  return { nodes: [...nodes].map(([name, free]) => ({ name, free })), gangs }
}

function byId(id: string): Recorded {
  const found = snapshots.find((s) => s.id === id)
  if (found === undefined) throw new Error(`expected ${id} in data/published/clogs.json`)
  return found
}

describe('recorded stuck clusters', () => {
  test('of the clogs of the default scheduler one says which pods had places', () => {
    const clogs = snapshots.filter((s) => s.scheduler === 'default' && s.kind === 'clogged')
    expect(clogs.map((s) => [s.id, s.pods_running, s.jobs?.length ?? null])).toEqual([
      ['run9-default-clogged', 8, 5],
      ['run8-default-clogged', 8, null],
    ])
  })

  test('run9 under the default scheduler is clogged: eight slots held by five gangs, none whole', () => {
    const snapshot = snapshotOf(byId('run9-default-clogged'), () => TWO_CPUS)
    for (const { free } of snapshot.nodes) expect(free.cpu).toBe(1320)
    expect(clogState(snapshot)).toEqual({ clogged: true })
    const report = clogReport(snapshot, 'deadlock', 0)
    expect(report.holders.map((h) => [h.job, h.running, h.size])).toEqual([
      ['job-0-2-size-4', 3, 4],
      ['job-0-0-size-5', 2, 5],
      ['job-0-1-size-5', 1, 5],
      ['job-0-3-size-4', 1, 4],
      ['job-0-6-size-6', 1, 6],
    ])
    expect([report.slots, report.slotsHeld, report.partialGangs]).toEqual([8, 8, 5])
    expect(report.remedy).toEqual({ delete: ['job-0-1-size-5-4-kt4fw'], frees: 'job-0-2-size-4' })
    for (const wait of waitFor(snapshot)) expect(wait.for.length).toBe(4)
  })

  test('run9 clogged is so however the pods were spread, and not with a ninth node', () => {
    const snapshot = snapshotOf(byId('run9-default-clogged'), () => TWO_CPUS)
    expect(isClogged({ ...snapshot, nodes: [...snapshot.nodes].reverse() })).toBe(true)
    expect(isClogged({ ...snapshot, nodes: [...snapshot.nodes, { name: 'ninth', free: FREE }] })).toBe(false)
  })

  test('run8 under Fluence in progress is not: its only holder has all it needs, both pods on one node', () => {
    const recorded = byId('run8-fluence-in-progress')
    const snapshot = snapshotOf(recorded, (job) => (job.size === 2 ? ONE_CPU : TWO_CPUS))
    expect(recorded.jobs?.filter((j) => j.running > 0).map((j) => [j.job, j.running, j.size])).toEqual([['lmp-0-0-size-2-2-2-2', 2, 2]])
    expect(clogState(snapshot)).toEqual({ clogged: false, because: 'runs', job: 'lmp-0-0-size-2-2-2-2' })
    expect(smallestRemedy(snapshot)?.delete).toEqual([])
  })
})
