/**
 * The PodGroup controller of scheduler-plugins v0.28.9 (pkg/controllers/podgroup_controller.go): counts a group's pods into its
 * status and names its phase. Each change is an event that wakes pods which coscheduling itself rejected (semantics 6.5).
 *
 * One worker takes groups in turn, each once however often it was asked for, and makes two requests for it even when nothing
 * has changed. Its own limits (`--qps`, `--burst`) never reach its client, which keeps controller-runtime's 20 a second.
 */
import type { Change, Pod, PodGroup } from '../objects/index.ts'
import type { Actor, Answer, Connection, Host, Request, Timer } from './actor.ts'
import { Task } from './task.ts'
import { TokenBucket } from './token-bucket.ts'

const QPS = 20
const BURST = 30

type Status = Pick<PodGroup, 'phase' | 'running' | 'succeeded' | 'failed'>

export class PodGroupController implements Actor {
  readonly name = 'pod-group-controller'
  readonly connection: Connection = {
    watches: ['pod-group', 'pod'],
    // a look that changes nothing costs requests, too: every change of a group's pods counts
    heeds: ({ object }) => object.kind !== 'pod' || object.podGroup !== undefined,
  }
  readonly #host: Host
  readonly #bucket = new TokenBucket(QPS, BURST)
  readonly #groups = new Map<string, PodGroup>()
  readonly #pods = new Map<string, Map<number, Pod>>()
  /** groups to look at, in order of asking */
  readonly #queue = new Set<string>()
  #busy = false

  constructor(host: Host) {
    this.#host = host
  }

  wake(timer: Timer): void {
    ;(timer as Task).run()
  }

  answered(_request: Request, _answer: Answer): void {
    this.#second()
  }

  observe({ type, object }: Change): void {
    if (object.kind === 'pod-group') {
      if (type === 'deleted') this.#groups.delete(object.name)
      else this.#groups.set(object.name, object)
      this.#enqueue(object.name)
    } else if (object.kind === 'pod' && object.podGroup !== undefined) {
      const pods = this.#pods.get(object.podGroup) ?? new Map<number, Pod>()
      this.#pods.set(object.podGroup, pods)
      if (type === 'deleted') pods.delete(object.uid)
      else pods.set(object.uid, object)
      this.#enqueue(object.podGroup)
    }
  }

  #enqueue(group: string): void {
    this.#queue.add(group)
    this.#work()
  }

  #work(): void {
    while (!this.#busy) {
      const [name] = this.#queue
      if (name === undefined) return
      this.#queue.delete(name)
      const group = this.#groups.get(name)
      if (group === undefined || group.phase === 'Finished' || group.phase === 'Failed') continue
      const status = statusOf(group, [...(this.#pods.get(name)?.values() ?? [])])
      this.#busy = true
      this.#request(() => {
        if (differs(status, group)) this.#host.ask({ verb: 'update', kind: 'pod-group', name, patch: status, tag: name })
        else this.#second()
      })
    }
  }

  #request(make: () => void): void {
    this.#host.at(this.#bucket.take(this.#host.now()), new Task(make))
  }

  /** The second request changes nothing: it patches what is not the status. */
  #second(): void {
    this.#request(() => {
      this.#busy = false
      this.#work()
    })
  }
}

function differs(status: Status, group: PodGroup): boolean {
  return (Object.keys(status) as (keyof Status)[]).some((key) => status[key] !== (group[key] ?? (key === 'phase' ? '' : 0)))
}

/** What a group's status becomes. Pods are counted only once the group has been complete. */
function statusOf(group: PodGroup, pods: readonly Pod[]): Status {
  if (group.phase === '') return { phase: 'Pending' }
  if (group.phase === 'Pending') return { phase: pods.length >= group.minMember ? 'Scheduling' : 'Pending' }
  const count = (phase: Pod['phase']): number => pods.filter((p) => p.phase === phase).length
  const counts = { running: count('Running'), succeeded: count('Succeeded'), failed: count('Failed') }
  return { phase: phaseOf(counts, pods.length, group.minMember), ...counts }
}

function phaseOf(counts: { running: number; succeeded: number; failed: number }, pods: number, minMember: number): PodGroup['phase'] {
  const { running, succeeded, failed } = counts
  if (pods < minMember) return 'Pending'
  if (succeeded >= minMember) return 'Finished'
  if (failed !== 0 && failed + running + succeeded >= minMember) return 'Failed'
  return succeeded + running >= minMember ? 'Running' : 'Scheduling'
}
