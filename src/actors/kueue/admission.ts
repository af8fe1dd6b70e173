/**
 * Kueue's scheduler: one loop, one workload at a time (semantics 7.4). It takes the head of the queue, sees whether it fits
 * the quota, and admits it, or puts it back and says why. Its own API writes hold the loop up, except that of an admission.
 *
 * With `blockAdmission` a head that fits waits, and the loop with it, until every admitted workload is ready; then that
 * same head is admitted, whatever has come meanwhile (vector K6).
 */
import type { Workload } from '../../objects/index.ts'
import type { Answer, Host } from '../actor.ts'
import type { ClusterQueue } from './cluster-queue.ts'
import type { Quota } from './quota.ts'
import { patchOf, wholeSecond } from './workload-fields.ts'

export interface AdmissionOptions {
  readonly queueingStrategy: 'BestEffortFIFO' | 'StrictFIFO'
  readonly blockAdmission: boolean
}

const WAITING = 'waiting for all admitted workloads to be in PodsReady condition'

export class Admission {
  readonly #host: Host
  readonly #options: AdmissionOptions
  readonly #queue: ClusterQueue
  readonly #quota: Quota
  readonly #latest: (name: string) => Workload | undefined
  /** text of the condition QuotaReserved=False, by uid: it is written only when it changes */
  readonly #said = new Map<number, string>()
  #writing = false
  #blocked: Workload | undefined

  /** @param latest a workload as the watch showed it last */
  constructor(host: Host, options: AdmissionOptions, queue: ClusterQueue, quota: Quota, latest: (name: string) => Workload | undefined) {
    this.#host = host
    this.#options = options
    this.#queue = queue
    this.#quota = quota
    this.#latest = latest
  }

  /** the workload for which the loop is held until all admitted ones are ready */
  get blocked(): string | undefined {
    return this.#blocked?.name
  }

  /** Something changed in the queue or the quota. */
  run(): void {
    if (this.#writing) return
    const held = this.#blocked
    if (held !== undefined) {
      if (this.#quota.notReady > 0) return
      this.#blocked = undefined
      this.#admit(held)
    }
    for (;;) {
      const head = this.#queue.pop()
      if (head === undefined || !this.#try(head)) return
    }
  }

  /** The workload is gone: nothing is known about it any more. */
  forget(uid: number): void {
    this.#said.delete(uid)
  }

  /** Whether the loop goes on at once. */
  #try(head: Workload): boolean {
    // it came back into the queue by an update that was under way when it was admitted
    if (this.#quota.has(head.name)) return true
    const { mode, message } = this.#quota.assign(head)
    this.#explain(head, `head of the queue: ${mode}, ${this.#quota.used.cpu}m cpu and ${this.#quota.used.pods} pods in use`)
    if (mode !== 'Fit') return this.#putBack(head, message)
    if (!this.#options.blockAdmission || this.#quota.notReady === 0) {
      this.#admit(head)
      return true
    }
    this.#host.note({ kind: 'quota', job: head.job, what: 'blocked', why: WAITING })
    this.#say(head, WAITING, () => {
      this.#blocked = head
      this.run()
    })
    return false
  }

  /** Assumed at once in the quota; the API hears of it beside the loop. */
  #admit(workload: Workload): void {
    const admittedAt = wholeSecond(this.#host)
    this.#quota.charge({ ...workload, admittedAt })
    this.#said.delete(workload.uid)
    this.#host.note({ kind: 'quota', job: workload.job, what: 'admitted' })
    this.#host.ask({
      verb: 'update',
      kind: 'workload',
      name: workload.name,
      uid: workload.uid,
      patch: patchOf({ admittedAt, evictedAt: undefined }),
      tag: (answer: Answer) => {
        // an admission that the watch has shown stands, whatever the answer
        if (answer.ok || this.#latest(workload.name)?.admittedAt !== undefined) return
        this.#quota.release(workload.name)
        if (answer.reason !== 'not-found') this.#requeue(workload, true)
        this.run()
      },
    })
  }

  #putBack(head: Workload, message: string): boolean {
    const strict = this.#options.queueingStrategy === 'StrictFIFO'
    const inHeap = this.#requeue(head, strict)
    if (this.#said.get(head.uid) !== message) {
      this.#host.note({ kind: 'quota', job: head.job, what: 'inadmissible', why: message })
      this.#say(head, message, () => this.run())
      return false
    }
    // StrictFIFO tries the same head over and over; here it tries it again when something changes
    return !(inHeap && strict)
  }

  /** As the watch showed it last; one that is gone does not come back. */
  #requeue(workload: Workload, immediately: boolean): boolean {
    const latest = this.#latest(workload.name)
    return latest !== undefined && this.#queue.requeue(latest, immediately)
  }

  /** Writes the condition QuotaReserved=False. No field of ours shows it, but it is a write, and an update that others see. */
  #say(workload: Workload, message: string, then: () => void): void {
    this.#said.set(workload.uid, message)
    this.#writing = true
    this.#host.ask({
      verb: 'update',
      kind: 'workload',
      name: workload.name,
      uid: workload.uid,
      patch: {},
      tag: () => {
        this.#writing = false
        then()
      },
    })
  }

  #explain({ job }: Workload, what: string): void {
    if (this.#host.explains === job) this.#host.note({ kind: 'step', job, who: 'kueue', what })
  }
}
