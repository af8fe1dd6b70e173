/**
 * Watches a simulated cluster for the clog predicate of semantics 4.5. Counters are kept at every change, so that the
 * question "can anything still move?" is asked in full only when they leave no other answer.
 */
import type { Experiment, JobRequest } from '../src/experiment/experiment.ts'
import { type Change, hasEnded, type Pod } from '../src/objects/index.ts'
import type { ClogReport } from '../src/record/events.ts'
import type { Kernel } from './kernel/kernel.ts'

interface Gang {
  readonly request: JobRequest
  /** pods bound and not ended */
  held: number
  /** pods that are not bound */
  readonly pending: Map<number, Pod>
  readonly heldPods: Map<number, Pod>
  /** index 0 has ended, or the job is being deleted: what it holds will be released */
  releasing: boolean
}

export class ClogWatch {
  readonly #kernel: Kernel
  readonly #gangs = new Map<string, Gang>()
  readonly #free = new Map<string, { cpu: number; memory: number; pods: number; gpu: number }>()
  #pending = 0
  #terminating = 0
  /** pods that hold a place in the scheduler only */
  readonly #reserved = new Set<string>()
  /** gangs that hold at least what they need, or will release what they hold */
  #moving = 0
  #report: ClogReport | null = null

  constructor(_experiment: Experiment, jobs: readonly JobRequest[], kernel: Kernel) {
    this.#kernel = kernel
    for (const request of jobs) {
      this.#gangs.set(request.name, { request, held: 0, pending: new Map(), heldPods: new Map(), releasing: false })
    }
  }

  report(): ClogReport | null {
    return this.#report
  }

  reserved(note: { readonly kind: 'reserved' | 'released'; readonly pod: string }): void {
    if (note.kind === 'reserved') this.#reserved.add(note.pod)
    else this.#reserved.delete(note.pod)
  }

  changed(change: Change): void {
    const { object } = change
    if (object.kind === 'node') {
      if (change.type === 'added') this.#free.set(object.name, { ...object.allocatable })
      return
    }
    if (object.kind === 'pod') this.#podChanged(change as Change<Pod>)
    else return
    this.#check()
  }

  #isMoving(gang: Gang): boolean {
    return gang.held > 0 && (gang.releasing || gang.held >= gang.request.need)
  }

  #podChanged({ type, object: pod, old }: Change<Pod>): void {
    const gang = this.#gangs.get(pod.job)
    const wasHeld = type !== 'added' && old?.node !== undefined && !hasEnded(old)
    const isHeld = type !== 'deleted' && pod.node !== undefined && !hasEnded(pod)
    if (wasHeld !== isHeld) this.#use(pod, isHeld ? 1 : -1)
    if (pod.node !== undefined || type === 'deleted') this.#reserved.delete(pod.name)
    if (gang === undefined) return
    if (this.#isMoving(gang)) this.#moving--
    const wasTerminating = wasHeld && old.deletedAt !== undefined
    const isTerminating = isHeld && pod.deletedAt !== undefined
    if (wasTerminating !== isTerminating) this.#terminating += isTerminating ? 1 : -1
    if (wasHeld !== isHeld) {
      gang.held += isHeld ? 1 : -1
      if (isHeld) gang.heldPods.set(pod.uid, pod)
      else gang.heldPods.delete(pod.uid)
    }
    const isPending = type !== 'deleted' && pod.node === undefined
    if (isPending !== gang.pending.has(pod.uid)) {
      this.#pending += isPending ? 1 : -1
      if (isPending) gang.pending.set(pod.uid, pod)
      else gang.pending.delete(pod.uid)
    }
    if (hasEnded(pod) || isTerminating) gang.releasing = true
    if (this.#isMoving(gang)) this.#moving++
  }

  #use(pod: Pod, sign: 1 | -1): void {
    const free = this.#free.get(pod.node as string)
    if (free === undefined) return
    free.cpu -= sign * pod.request.cpu
    free.memory -= sign * pod.request.memory
    free.gpu -= sign * pod.request.gpu
    free.pods -= sign
  }

  #check(): void {
    if (this.#moving > 0 || this.#terminating > 0 || this.#reserved.size > 0 || this.#pending === 0) {
      this.#report = null
      return
    }
    let held = 0
    for (const gang of this.#gangs.values()) held += gang.held
    if (held === 0 || this.#somethingFits()) {
      this.#report = null
      return
    }
    const holders = [...this.#gangs.values()]
      .filter((g) => g.held > 0)
      .map((g) => ({ job: g.request.name, running: g.held, size: g.request.size, nodes: [...g.heldPods.values()].map((p) => p.node as string) }))
    this.#report = {
      kind: 'deadlock',
      at: this.#report?.at ?? this.#kernel.now,
      slots: held,
      slotsHeld: held,
      partialGangs: holders.length,
      pendingPods: this.#pending,
      holders,
      waits: [],
      remedy: null,
    }
    this.#kernel.stop()
  }

  #somethingFits(): boolean {
    const seen = new Set<object>()
    for (const gang of this.#gangs.values()) {
      for (const pod of gang.pending.values()) {
        if (seen.has(pod.request)) continue
        seen.add(pod.request)
        const { request: r } = pod
        for (const f of this.#free.values()) {
          if (f.pods >= 1 && r.cpu <= f.cpu && r.memory <= f.memory && r.gpu <= f.gpu) return true
        }
      }
    }
    return false
  }
}
