/**
 * Reads a record from its first line to its last and checks, at every line, what must hold in any cluster (the invariants at
 * the beginning of the simulator's tests). Knows nothing of how the record came about.
 */
import type { Gang, GangPod } from '../../src/gang/snapshot.ts'
import type { RunEvent } from '../../src/record/events.ts'
import type { Resources } from '../../src/resources.ts'

export interface AuditedPod {
  readonly name: string
  readonly job: string
  readonly cpu: number
  readonly memory: number
  /** created, bound, running, ready, ended or gone: the last that happened, in this order */
  stage: number
  node?: string
  /** the scheduler gave it a place that the API does not show yet */
  assumed?: string
  waiting?: boolean
  deleting?: boolean
  /** when its last attempt ended */
  attemptAt?: number
}

export interface AuditedJob {
  readonly name: string
  readonly size: number
  readonly need: number
  readonly pods: Map<string, AuditedPod>
  stages: Set<string>
  leaderEnded: boolean
}

interface AuditedNode {
  readonly total: Resources
  used: Resources
  /** bound pods and those assumed by the scheduler */
  claimed: Resources
}

export class BrokenRule extends Error {}

/** As `expect`, but cheap enough for every line of a thousand runs. @throws BrokenRule */
export function insist(holds: boolean, rule: () => string): void {
  if (!holds) throw new BrokenRule(rule())
}

const STAGES = ['created', 'bound', 'running', 'ready', 'ended', 'gone'] as const
const stage = (name: (typeof STAGES)[number]): number => STAGES.indexOf(name)

const add = (a: Resources, b: Resources, sign: 1 | -1): Resources => ({
  cpu: a.cpu + sign * b.cpu,
  memory: a.memory + sign * b.memory,
  pods: a.pods + sign * b.pods,
  gpu: a.gpu + sign * b.gpu,
})

export class Audit {
  readonly nodes = new Map<string, AuditedNode>()
  readonly jobs = new Map<string, AuditedJob>()
  readonly pods = new Map<string, AuditedPod>()
  time = 0
  #seq = -1

  /** @throws BrokenRule with the line that breaks one */
  next(event: RunEvent): void {
    const must = (holds: boolean, rule: string): void => insist(holds, () => `${rule}: ${JSON.stringify(event)}`)
    must(event.seq === this.#seq + 1, 'lines are numbered one after another')
    must(event.time >= this.time && Number.isSafeInteger(event.time), 'time is whole and never goes back')
    this.#seq = event.seq
    this.time = event.time
    if (event.kind === 'node') {
      const total = { cpu: event.cpu, memory: event.memory, pods: event.pods, gpu: 0 }
      const system = { cpu: event.usedCpu, memory: event.usedMemory, pods: 1, gpu: 0 }
      this.nodes.set(event.node, { total, used: system, claimed: system })
    } else if ('pod' in event && event.pod !== undefined && event.kind !== 'step' && event.kind !== 'queued' && event.kind !== 'matched')
      this.#pod(event, must)
    else if ('job' in event) this.#job(event, must)
  }

  #jobOf(name: string): AuditedJob {
    let job = this.jobs.get(name)
    if (job === undefined) {
      job = { name, size: 0, need: 0, pods: new Map(), stages: new Set(), leaderEnded: false }
      this.jobs.set(name, job)
    }
    return job
  }

  #job(event: Extract<RunEvent, { job: string }>, must: (holds: boolean, rule: string) => void): void {
    // `cancelled` names a pod group
    if (event.kind === 'cancelled' || event.kind === 'matched' || event.kind === 'step' || event.kind === 'quota') return
    if (event.kind === 'submit') this.jobs.set(event.job, { ...this.#jobOf(event.job), size: event.size, need: event.need })
    const job = this.#jobOf(event.job)
    const after = (cause: string): void => must(job.stages.has(cause), `${event.kind} comes after ${cause}`)
    const once = event.kind !== 'admitted' && event.kind !== 'evicted'
    must(!(once && job.stages.has(event.kind)), `${event.kind} happens once to a job`)
    if (event.kind === 'job-created') after('submit')
    if (event.kind === 'app-start') {
      const up = [...job.pods.values()].filter((p) => p.stage === stage('ready') && !p.deleting).length
      must(up >= job.need, `the application starts when ${job.need} pods are ready, not ${up}`)
    }
    if (event.kind === 'app-end') after('app-start')
    if (event.kind === 'completed') must(job.leaderEnded, 'a job is completed after its leader has ended')
    if (event.kind === 'delete-job') after('completed')
    if (event.kind === 'job-gone') after('delete-job')
    job.stages.add(event.kind)
  }

  #pod(event: Extract<RunEvent, { pod: string }>, must: (holds: boolean, rule: string) => void): void {
    if (event.kind === 'pod-created') {
      const job = this.#jobOf(event.job)
      must(job.stages.has('job-created'), 'a pod comes after its job')
      must(!this.pods.has(event.pod), 'a pod is created once')
      const alive = [...job.pods.values()].filter((p) => p.stage < stage('ended') && !p.deleting)
      must(alive.length < job.size, 'a job has no more live pods than its size')
      const pod: AuditedPod = { name: event.pod, job: event.job, cpu: event.cpu, memory: event.memory, stage: 0 }
      this.pods.set(event.pod, pod)
      job.pods.set(event.pod, pod)
      return
    }
    const pod = this.pods.get(event.pod)
    if (pod === undefined) {
      must(false, 'nothing happens to a pod before it is created')
      return
    }
    must(pod.stage < stage('gone') || event.kind === 'attempt' || event.kind === 'released', 'nothing happens to a pod that is gone')
    const job = this.#jobOf(pod.job)
    switch (event.kind) {
      case 'bound':
        must(pod.stage === 0 && pod.node === undefined, 'a pod is bound once and never moves')
        must(!pod.deleting, 'a pod being deleted is not bound')
        must(this.nodes.has(event.node), 'a pod is bound to a node that exists')
        this.#assume(pod, undefined)
        pod.node = event.node
        pod.stage = stage('bound')
        this.#use(pod, event.node, 1, ['used', 'claimed'])
        break
      case 'running':
      case 'ready':
        must(pod.stage === stage(event.kind) - 1, `a pod is ${event.kind} right after it was ${STAGES[stage(event.kind) - 1]}`)
        pod.stage = stage(event.kind)
        break
      case 'ended':
        must(job.stages.has('app-end'), 'a pod ends after its application')
        must(pod.stage >= stage('running') && pod.stage < stage('ended'), 'a pod that runs ends, once')
        if (pod.name.startsWith(`${pod.job}-0-`)) job.leaderEnded = true
        this.#free(pod, 'ended')
        break
      case 'deleting':
      case 'gone':
        must(job.stages.has('delete-job') || job.stages.has('evicted'), 'no pod is deleted before its job is, or is evicted')
        if (event.kind === 'deleting') pod.deleting = true
        else {
          must(
            pod.node === undefined || pod.deleting === true || pod.stage === stage('ended'),
            'a pod on a node is gone after it was asked to go',
          )
          this.#free(pod, 'gone')
          this.#assume(pod, undefined)
        }
        break
      case 'reserved':
        must(pod.assumed === undefined && pod.node === undefined, 'a pod holds one reservation at a time')
        pod.waiting = true
        this.#assume(pod, event.node)
        break
      case 'released':
        must(pod.waiting === true, 'what is released was reserved')
        pod.waiting = false
        this.#assume(pod, undefined)
        break
      case 'attempt':
        pod.attemptAt = event.time
        if (event.result === 'bound' && pod.stage === 0) {
          must(
            pod.assumed === undefined || (pod.waiting === true && pod.assumed === event.node),
            'a pod that waited is bound where it waited',
          )
          pod.waiting = false
          this.#assume(pod, event.node)
        }
        break
      default:
    }
    for (const [name, node] of this.nodes) {
      for (const r of ['cpu', 'memory', 'pods'] as const) {
        must(node.used[r] <= node.total[r], `node ${name} is not over-allocated (${r})`)
        must(node.claimed[r] <= node.total[r], `node ${name} is not over-allocated by what the scheduler gave away (${r})`)
      }
    }
  }

  #free(pod: AuditedPod, to: 'ended' | 'gone'): void {
    if (pod.node !== undefined && pod.stage < stage('ended')) this.#use(pod, pod.node, -1, ['used', 'claimed'])
    pod.stage = stage(to)
  }

  #assume(pod: AuditedPod, node: string | undefined): void {
    if (pod.assumed !== undefined) this.#use(pod, pod.assumed, -1, ['claimed'])
    if (node !== undefined) this.#use(pod, node, 1, ['claimed'])
    if (node === undefined) delete pod.assumed
    else pod.assumed = node
  }

  #use(pod: AuditedPod, name: string, sign: 1 | -1, what: readonly ('used' | 'claimed')[]): void {
    const node = this.nodes.get(name)
    if (node === undefined) throw new BrokenRule(`node ${name} exists`)
    const request = { cpu: pod.cpu, memory: pod.memory, pods: 1, gpu: 0 }
    for (const w of what) node[w] = add(node[w], request, sign)
  }

  /** Pods of a job that hold a node: bound, not ended, not gone. */
  held(job: AuditedJob): number {
    let n = 0
    for (const pod of job.pods.values()) if (pod.node !== undefined && pod.stage < stage('ended')) n++
    return n
  }

  /** Whether some pod of the job has ended or is being deleted. */
  leaving(job: AuditedJob): boolean {
    for (const pod of job.pods.values()) if (pod.deleting || pod.stage >= stage('ended')) return true
    return false
  }

  /** The gangs as `src/gang` wants them: what the API shows, and what waits at Permit. */
  gangs(): Gang[] {
    return [...this.jobs.values()].map((job) => ({
      job: job.name,
      need: job.need,
      begun: job.stages.has('app-start'),
      pods: [...job.pods.values()].map((p): GangPod => {
        const request = { cpu: p.cpu, memory: p.memory, pods: 1, gpu: 0 }
        const base = { name: p.name, request }
        if (p.stage >= stage('ended')) return { ...base, state: 'ended' }
        if (p.node !== undefined) return { ...base, node: p.node, state: p.deleting ? 'terminating' : 'held' }
        return p.waiting && p.assumed !== undefined ? { ...base, node: p.assumed, state: 'reserved' } : { ...base, state: 'pending' }
      }),
    }))
  }
}

/** Audits a whole record; `instant` is called after the last line of each moment, before time goes on, and at the end. */
export function audit(events: readonly RunEvent[], instant: (audit: Audit) => void = () => {}): Audit {
  const auditor = new Audit()
  for (const [i, event] of events.entries()) {
    if (i > 0 && event.time > auditor.time) instant(auditor)
    auditor.next(event)
  }
  instant(auditor)
  return auditor
}
