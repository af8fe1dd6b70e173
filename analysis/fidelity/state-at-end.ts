/** The cluster as a run left it, for the clog predicate: the same from a recording and from a simulation. */
import type { ClusterSnapshot, Gang, GangPod, SnapshotNode } from '../../src/gang/snapshot.ts'
import type { JobRow, PodRow } from '../../src/record/rows.ts'
import type { StageTables } from '../../src/record/stages.ts'
import { minus, type Resources } from '../../src/resources.ts'

function podOf(pod: PodRow): GangPod {
  const request: Resources = { cpu: pod.cpu, memory: pod.memory, pods: 1, gpu: 0 }
  const base = { name: pod.pod, request }
  const reserved = pod.reservations.at(-1)
  if (pod.freed !== undefined) return { ...base, state: 'ended' }
  if (pod.node !== undefined) return { ...base, state: pod.deleting === undefined ? 'held' : 'terminating', node: pod.node }
  if (reserved !== undefined && reserved.to === undefined) return { ...base, state: 'reserved', node: reserved.node }
  return { ...base, state: pod.deleting === undefined ? 'pending' : 'terminating' }
}

function gangOf(job: JobRow, pods: readonly GangPod[]): Gang {
  return { job: job.job, need: job.need, pods, begun: job.appStart !== undefined }
}

/**
 * What the tables say of the end of their run. Room on a node: allocatable less system pods, less everything that has a
 * place there.
 */
export function stateAtEnd(tables: StageTables): ClusterSnapshot {
  const free = new Map<string, Resources>(
    tables.nodes().map((n) => [n.node, { cpu: n.cpu - n.usedCpu, memory: n.memory - n.usedMemory, pods: n.pods, gpu: 0 }]),
  )
  const byJob = new Map<string, GangPod[]>()
  for (const row of tables.pods()) {
    const pod = podOf(row)
    const list = byJob.get(row.job)
    if (list === undefined) byJob.set(row.job, [pod])
    else list.push(pod)
    const room = pod.node === undefined ? undefined : free.get(pod.node)
    if (room !== undefined) free.set(pod.node as string, minus(room, pod.request))
  }
  const nodes: SnapshotNode[] = [...free].map(([name, left]) => ({ name, free: left }))
  return { nodes, gangs: tables.jobs().map((job) => gangOf(job, byJob.get(job.job) ?? [])) }
}
