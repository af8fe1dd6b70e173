/**
 * All kubelets of a cluster: a bound pod's init container, start, readiness and end (semantics 3). Each time belongs to
 * the pod, not to the moment, so two schedulers meet the same pods.
 */
import { type Distribution, draw } from '../experiment/distribution.ts'
import type { Kubelet as Options } from '../experiment/experiment.ts'
import { type Change, hasEnded, type Pod } from '../objects/index.ts'
import { hashName } from '../random.ts'
import type { Duration } from '../units.ts'
import type { Actor, Answer, Connection, Host, Request, Timer } from './actor.ts'
import { Task } from './task.ts'

export class Kubelet implements Actor {
  readonly name = 'kubelet'
  readonly connection: Connection = {
    watches: ['pod'],
    selectsPod: (pod) => pod.node !== undefined,
    // what it wrote itself tells it nothing: it starts pods that are bound and ends those being deleted
    heeds: ({ type, object, old }) =>
      type !== 'updated' ||
      old === undefined ||
      old.node !== object.node ||
      old.deletedAt !== object.deletedAt ||
      hasEnded(old) !== hasEnded(object),
  }
  readonly #host: Host
  readonly #options: Options
  /** pods on nodes, as last seen */
  readonly #pods = new Map<number, Pod>()
  readonly #ending = new Set<number>()

  constructor(host: Host, options: Options) {
    this.#host = host
    this.#options = options
  }

  observe(change: Change): void {
    const pod = change.object as Pod
    if (pod.node === undefined) return
    if (change.type === 'deleted') {
      this.#pods.delete(pod.uid)
      this.#ending.delete(pod.uid)
      return
    }
    const known = this.#pods.has(pod.uid)
    this.#pods.set(pod.uid, pod)
    if (pod.deletedAt !== undefined) this.#end(pod)
    else if (!known && pod.phase === 'Pending') this.#start(pod)
  }

  wake(timer: Timer): void {
    ;(timer as Task).run()
  }

  answered(_request: Request, _answer: Answer): void {}

  #draw(what: string, distribution: Distribution, pod: Pod): Duration {
    const job = hashName(pod.job === '' ? pod.name : pod.job)
    return draw(distribution, (term) => this.#host.random.keyed(what, job, pod.index, term))
  }

  /** Goes on after a while if the pod is still there and not being deleted. */
  #later(delay: Duration, pod: Pod, run: () => void): void {
    this.#host.at(
      this.#host.now() + delay,
      new Task(() => {
        const now = this.#pods.get(pod.uid)
        if (now !== undefined && now.deletedAt === undefined && !hasEnded(now)) run()
      }),
    )
  }

  #write(pod: Pod, patch: Partial<Pod>): void {
    this.#host.ask({ verb: 'update', kind: 'pod', name: pod.name, uid: pod.uid, patch })
  }

  #start(pod: Pod): void {
    const run = (): void =>
      this.#later(this.#draw('container-start', this.#options.start, pod), pod, () => {
        this.#write(pod, { phase: 'Running', initialized: true })
        // a status is written whole: should this write overtake the one before, the pod is still never ready before it runs
        this.#later(this.#draw('container-ready', this.#options.ready, pod), pod, () =>
          this.#write(pod, { phase: 'Running', initialized: true, ready: true }),
        )
      })
    if (!pod.init) {
      run()
      return
    }
    this.#later(this.#draw('container-init', this.#options.init, pod), pod, () => {
      this.#write(pod, { initialized: true })
      run()
    })
  }

  /** SIGTERM, the grace period, SIGKILL, teardown. A process that obeys, and a pod that never ran, go sooner. */
  #end(pod: Pod): void {
    if (this.#ending.has(pod.uid)) return
    this.#ending.add(pod.uid)
    const ran = pod.phase === 'Running'
    const wait = !ran ? this.#options.removal : (pod.obeysTerm ? 0 : pod.grace) + this.#draw('teardown', this.#options.teardown, pod)
    this.#host.at(
      this.#host.now() + wait,
      new Task(() => this.#host.ask({ verb: 'delete', kind: 'pod', name: pod.name, uid: pod.uid, now: true })),
    )
  }
}
