/** Pods of others on the nodes: what they take is not there for the run. Watched, because they come and go. */
import type { Change, Pod } from '../src/objects/index.ts'
import { hasEnded } from '../src/objects/index.ts'
import { minus, NO_RESOURCES, plus, type Resources } from '../src/resources.ts'
import type { ClusterClient } from './client.ts'
import { PLAIN_NAMES, RUN_LABEL } from './names.ts'
import { pathOf, resourceOf } from './resources.ts'
import { seenOf } from './translate.ts'
import { Watched } from './watch.ts'

export interface OthersOptions {
  readonly client: ClusterClient
  readonly run: string
  readonly onChange: (change: Change<Pod>) => void
  readonly onCrash: (error: unknown) => void
}

export class Others {
  readonly #watch: Watched<Pod>
  readonly #used = new Map<string, Resources>()
  /** our numbers for their uids: below zero, so that they meet none of the run's */
  readonly #numbers = new Map<string, number>()

  constructor({ client, run, onChange, onCrash }: OthersOptions) {
    const uid = (text: string): number => {
      const known = this.#numbers.get(text) ?? -1 - this.#numbers.size
      this.#numbers.set(text, known)
      return known
    }
    this.#watch = new Watched<Pod>({
      client,
      path: pathOf(resourceOf('pod', '')),
      query: { labelSelector: `${RUN_LABEL}!=${run}` },
      // no job: whose gang they may be is not this run's question
      decode: (json) => ({ ...seenOf('pod', json, { names: PLAIN_NAMES, began: 0, uid }).object, job: '' }),
      onChange: (type, object, old) => {
        if (old !== undefined) this.#use(old, false)
        if (type !== 'deleted') this.#use(object, true)
        onChange({ type, object, ...(old === undefined ? {} : { old }) })
      },
      onCrash,
    })
  }

  /** @throws ClusterError where pods of other namespaces may not be listed */
  start(): Promise<void> {
    return this.#watch.start()
  }

  stop(): Promise<void> {
    return this.#watch.stop()
  }

  /** What they take of a node. */
  on(node: string): Resources {
    return this.#used.get(node) ?? NO_RESOURCES
  }

  #use(pod: Pod, holds: boolean): void {
    if (pod.node === undefined || hasEnded(pod)) return
    const used = this.#used.get(pod.node) ?? NO_RESOURCES
    this.#used.set(pod.node, holds ? plus(used, pod.request) : minus(used, pod.request))
  }
}
