/** The Flux Operator: from a MiniCluster to its headless Service and Indexed Job (semantics 4.1, 4.7). */
import { draw } from '../experiment/distribution.ts'
import type { FluxOperator as Options } from '../experiment/experiment.ts'
import { type Change, hasEnded, type MiniCluster, type Pod } from '../objects/index.ts'
import { hashName } from '../random.ts'
import type { Actor, Answer, Connection, Host, Request, Timer } from './actor.ts'
import { Task } from './task.ts'

/** backoffLimit of the Job of a MiniCluster. */
const BACKOFF_LIMIT = 100

export class FluxOperator implements Actor {
  readonly name = 'flux-operator'
  readonly connection: Connection
  readonly #host: Host
  readonly #options: Options
  readonly #queue: MiniCluster[] = []
  readonly #gone = new Set<number>()
  readonly #cleanup = new Map<string, MiniCluster>()
  #busy = 0

  constructor(host: Host, options: Options) {
    this.#host = host
    this.#options = options
    this.connection = {
      watches: ['mini-cluster', 'pod'],
      heeds: ({ object, old }) => object.index === 0 && hasEnded(object) && (old === undefined || !hasEnded(old)),
      limit: { qps: options.qps, burst: options.burst },
    }
  }

  observe(change: Change): void {
    const { object } = change
    if (object.kind === 'pod') {
      this.#podChanged(object)
      return
    }
    if (object.kind !== 'mini-cluster') return
    if (change.type === 'added') {
      if (object.cleanup) this.#cleanup.set(object.name, object)
      this.#queue.push(object)
      this.#work()
    } else if (change.type === 'deleted') this.#gone.add(object.uid)
  }

  wake(timer: Timer): void {
    ;(timer as Task).run()
  }

  answered(request: Request, answer: Answer): void {
    ;(request.tag as (answer: Answer) => void)(answer)
  }

  /** spec.cleanup: the MiniCluster goes when index 0 has ended. */
  #podChanged(pod: Pod): void {
    const cluster = this.#cleanup.get(pod.job)
    if (cluster === undefined || pod.index !== 0 || !hasEnded(pod)) return
    this.#cleanup.delete(pod.job)
    this.#host.ask({ verb: 'delete', kind: 'mini-cluster', name: cluster.name, uid: cluster.uid })
  }

  #work(): void {
    while (this.#busy < this.#options.workers) {
      const cluster = this.#queue.shift()
      if (cluster === undefined) return
      if (this.#gone.has(cluster.uid)) continue
      this.#busy++
      const job = hashName(cluster.name)
      const wait = draw(this.#options.reconcile, (term) => this.#host.random.keyed('operator-reconcile', job, term))
      this.#host.at(this.#host.now() + wait, new Task(() => this.#create(cluster)))
    }
  }

  #create(cluster: MiniCluster): void {
    const done = (): void => {
      this.#busy--
      this.#work()
    }
    this.#host.ask({
      verb: 'create',
      object: { kind: 'service', name: cluster.name, selectsJob: cluster.name, owner: cluster.uid },
      tag: () =>
        this.#host.ask({
          verb: 'create',
          object: {
            kind: 'job',
            name: cluster.name,
            owner: cluster.uid,
            size: cluster.size,
            template: cluster.template,
            backoffLimit: BACKOFF_LIMIT,
            ...(cluster.queue === undefined ? {} : { queue: cluster.queue, suspended: true }),
            active: 0,
            ready: 0,
            succeeded: 0,
            failed: 0,
          },
          tag: done,
        }),
    })
  }
}
