/** Several looks at one cluster: what was taken and given back between them. */
import type { ClusterSnapshot } from '../../src/gang/snapshot.ts'
import type { ClusterObjects } from './cluster.ts'
import type { DiagnoseOptions } from './diagnosis.ts'
import { rejectedBetween, type Sign, signsBetween, signsOf } from './livelock.ts'
import { readCluster } from './snapshot.ts'

export class Watcher {
  readonly #start: number
  #before: ClusterSnapshot
  #objects: ClusterObjects
  #now: number
  readonly #between: Sign[] = []
  #told: readonly Sign[]

  constructor(objects: ClusterObjects, now: number) {
    this.#start = now
    this.#now = now
    this.#before = readCluster(objects, now).snapshot
    this.#objects = objects
    this.#told = signsOf(objects)
  }

  look(objects: ClusterObjects, now: number): void {
    const { snapshot } = readCluster(objects, now)
    this.#between.push(...signsBetween(this.#before, snapshot, now), ...rejectedBetween(this.#objects, objects, now))
    this.#objects = objects
    this.#before = snapshot
    this.#now = now
    this.#told = signsOf(objects)
  }

  /**
   * For `diagnose`. What the objects themselves tell reaches back for as long as events are kept; if that shows no livelock, what
   * was seen while watching decides, over the time of watching.
   */
  seen(): Pick<DiagnoseOptions, 'signs' | 'window' | 'start'> {
    if (this.#between.length === 0) return { signs: this.#told }
    const signs = [...this.#told.filter((s) => s.at >= this.#start), ...this.#between].sort((a, b) => a.at - b.at)
    return { signs, start: this.#start, window: Math.max(0, this.#now - this.#start - 1) }
  }
}
