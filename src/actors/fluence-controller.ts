/**
 * Fluence's own controller (F3 to F5): makes a group's PodGroup when its first pod appears and stamps the time by which queue
 * sort orders groups (semantics 5.4, 5.9.4). One worker and one client of 20 requests a second, so the stamp comes up to
 * five seconds late while a batch is being submitted.
 */
import type { Change, Pod, PodGroup } from '../objects/index.ts'
import type { Actor, Answer, Connection, Host, Request, Timer } from './actor.ts'
import { Task } from './task.ts'
import { TokenBucket } from './token-bucket.ts'

const QPS = 20
const BURST = 30

export class FluenceController implements Actor {
  readonly name = 'fluence-controller'
  readonly connection: Connection = { watches: ['pod', 'pod-group'], heeds: ({ type }) => type === 'added' }
  readonly #host: Host
  readonly #bucket = new TokenBucket(QPS, BURST)
  /** size of a group, as the webhook labelled it */
  readonly #sizeOf: (job: string) => number
  readonly #groups = new Map<string, PodGroup>()
  readonly #asked = new Set<string>()
  readonly #queue: (() => Request | undefined)[] = []
  #busy = false

  constructor(host: Host, sizeOf: (job: string) => number) {
    this.#host = host
    this.#sizeOf = sizeOf
  }

  wake(timer: Timer): void {
    ;(timer as Task).run()
  }

  answered(_request: Request, _answer: Answer): void {
    this.#busy = false
    this.#work()
  }

  observe({ type, object }: Change): void {
    if (object.kind === 'pod-group') {
      if (type === 'deleted') this.#groups.delete(object.name)
      else this.#groups.set(object.name, object)
      if (type === 'added') this.#enqueue(() => this.#stamp(object.name))
    } else if (object.kind === 'pod' && type === 'added' && object.podGroup !== undefined) this.#enqueue(() => this.#make(object))
  }

  #enqueue(step: () => Request | undefined): void {
    this.#queue.push(step)
    this.#work()
  }

  /** One reconciliation at a time; each costs a request, also one that finds nothing to do (it reads). */
  #work(): void {
    if (this.#busy) return
    const step = this.#queue.shift()
    if (step === undefined) return
    this.#busy = true
    this.#host.at(
      this.#bucket.take(this.#host.now()),
      new Task(() => {
        const request = step()
        if (request !== undefined) this.#host.ask(request)
        else {
          this.#busy = false
          this.#work()
        }
      }),
    )
  }

  #make(pod: Pod): Request | undefined {
    const name = pod.podGroup as string
    if (this.#groups.has(name) || this.#asked.has(name)) return undefined
    this.#asked.add(name)
    return { verb: 'create', object: { kind: 'pod-group', name, minMember: this.#sizeOf(pod.job), phase: 'Pending' }, tag: name }
  }

  #stamp(name: string): Request | undefined {
    const group = this.#groups.get(name)
    if (group === undefined || group.scheduleStartTime !== undefined) return undefined
    return { verb: 'update', kind: 'pod-group', name, patch: { scheduleStartTime: this.#host.now(), phase: 'Scheduling' }, tag: name }
  }
}
