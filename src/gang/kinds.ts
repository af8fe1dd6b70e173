/** Numbers the kinds of pods met, so that what holds for one pod is worked out once for all like it. */
import type { PodKind } from './snapshot.ts'

export class Kinds {
  /** by number, from 0; each the first pod of its kind */
  readonly list: PodKind[] = []
  readonly #numbers = new Map<string, number>()
  readonly #sets = new Map<ReadonlySet<string>, number>()
  #last: PodKind | undefined
  #lastNumber = 0

  /**
   * The number of this pod's kind. Sets of nodes are compared by identity.
   * @example
   * const kinds = new Kinds()
   * const request = { cpu: 1, memory: 0, pods: 1, gpu: 0 }
   * const numbers = [kinds.of({ request }), kinds.of({ request: { ...request, cpu: 2 } }), kinds.of({ request: { ...request } })]
   * numbers // [0, 1, 0]
   */
  of(pod: PodKind): number {
    // the pods of a gang share these objects and come one after another
    if (this.#last?.request === pod.request && this.#last.allowedNodes === pod.allowedNodes) return this.#lastNumber
    const r = pod.request
    const key = `${r.cpu},${r.memory},${r.pods},${r.gpu},${this.#setNumber(pod.allowedNodes)}`
    let number = this.#numbers.get(key)
    if (number === undefined) {
      number = this.list.length
      this.#numbers.set(key, number)
      this.list.push(pod)
    }
    this.#last = pod
    this.#lastNumber = number
    return number
  }

  #setNumber(set: ReadonlySet<string> | undefined): number {
    if (set === undefined) return 0
    let number = this.#sets.get(set)
    if (number === undefined) {
      number = this.#sets.size + 1
      this.#sets.set(set, number)
    }
    return number
  }
}
