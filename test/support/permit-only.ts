/**
 * A scheduler that knows gangs at Permit only: its queue is one of pods in order of creation, nobody is rejected early, and a
 * group whose first wait is over is given back whole. All back-offs are equal, and a cycle lasts longer than the pods take to
 * be created: so the groups are given back together. Driven by hand.
 */
import type { GroupPlugin, Handle, PermitResult } from '../../src/actors/scheduler/framework.ts'
import type { QueuedPod } from '../../src/actors/scheduler/queued-pod.ts'
import { Scheduler } from '../../src/actors/scheduler/scheduler.ts'
import type { Pod } from '../../src/objects/index.ts'
import type { Note } from '../../src/record/notes.ts'
import { seconds } from '../../src/units.ts'
import { always, aScheduler } from './builders.ts'
import { SchedulerScript } from './scheduler-script.ts'

class Permit implements GroupPlugin {
  readonly name = 'Coscheduling'
  readonly #handle: Handle
  readonly #wait: number
  readonly #size: number

  constructor(handle: Handle, wait: number, size: number) {
    this.#handle = handle
    this.#wait = wait
    this.#size = size
  }

  groupOf(pod: Pod): string | undefined {
    return pod.podGroup
  }

  less(a: QueuedPod, b: QueuedPod): boolean {
    return a.firstTimestamp < b.firstTimestamp
  }

  permit(q: QueuedPod, _node: number, then: (result: PermitResult) => void): void {
    const group = q.pod.podGroup as string
    if (this.#handle.assigned(group) + 1 < this.#size) {
      then({ kind: 'wait', timeout: this.#wait, activate: [] })
      return
    }
    for (const waiter of this.#handle.waiting()) if (waiter.group === group) this.#handle.allow(waiter)
    then({ kind: 'allow' })
  }

  unreserve(q: QueuedPod, then: () => void): void {
    for (const waiter of this.#handle.waiting())
      if (waiter.group === q.pod.podGroup) this.#handle.reject(waiter, this.name, 'rejection in Unreserve')
    then()
  }

  listensTo(): boolean {
    return false
  }
}

export class PermitOnly {
  readonly #script: SchedulerScript
  readonly #size: number

  /** @param wait seconds that a pod waits at Permit @param size pods of every gang */
  constructor(wait: number, size: number) {
    this.#size = size
    const spec = aScheduler({ cyclePlacing: always(0.00001), cycleFailing: always(0.00001), maxBackoff: seconds(1) })
    this.#script = new SchedulerScript(spec, {
      make: (host) =>
        new Scheduler(
          host,
          spec,
          { minor: 28, schedulerName: 'default-scheduler', plugin: (handle) => new Permit(handle, seconds(wait), size) },
          [],
        ),
    })
  }

  nodes(count: number): this {
    this.#script.nodes(count)
    return this
  }

  /** Gangs, their pods created in turn. */
  gangs(names: readonly string[]): void {
    for (let i = 0; i < this.#size; i++) {
      for (const job of names) {
        this.#script.pod(`${job}-${i}`, { job, index: i, podGroup: job })
        this.#script.until((this.#script.host.now() + 1) / 1e6)
      }
    }
  }

  until(s: number): void {
    this.#script.until(s)
  }

  get notes(): readonly (Note & { readonly at: number })[] {
    return this.#script.host.stamped
  }

  /** Names of the pods that got a node on the API. */
  get bound(): string[] {
    return this.#script.api
      .list('pod')
      .filter((p) => p.node !== undefined)
      .map((p) => p.name)
  }

  /** Places held at Permit at that second, by job. */
  reservedAt(s: number): Record<string, number> {
    const held: Record<string, number> = {}
    for (const note of this.notes) {
      if (note.at > seconds(s)) break
      if (note.kind === 'reserved') held[note.job] = (held[note.job] ?? 0) + 1
      if (note.kind === 'released') held[note.job] = (held[note.job] ?? 0) - 1
    }
    return held
  }
}
