/**
 * The PodGroup controller of scheduler-plugins: counts a group's pods into its status and names its phase. Each change is an
 * event that wakes pods which coscheduling itself rejected (semantics 6.5).
 */
import { type Change, hasEnded, type Pod, type PodGroup } from '../objects/index.ts'
import type { Actor, Answer, Connection, Host, Request, Timer } from './actor.ts'

export class PodGroupController implements Actor {
  readonly name = 'pod-group-controller'
  readonly connection: Connection = {
    watches: ['pod-group', 'pod'],
    // it counts pods by node and phase, and whenever it is not writing a phase it has counted
    heeds: ({ type, object, old }) => type !== 'updated' || old?.node !== object.node || old?.phase !== object.phase,
    limit: { qps: 5, burst: 10 },
  }
  readonly #host: Host
  readonly #groups = new Map<string, PodGroup>()
  readonly #pods = new Map<string, Map<number, Pod>>()
  readonly #busy = new Set<string>()

  constructor(host: Host) {
    this.#host = host
  }

  wake(_timer: Timer): void {}

  answered(request: Request, _answer: Answer): void {
    const name = request.tag as string
    this.#busy.delete(name)
    this.#sync(name)
  }

  observe({ type, object }: Change): void {
    if (object.kind === 'pod-group') {
      if (type === 'deleted') this.#groups.delete(object.name)
      else this.#groups.set(object.name, object)
      this.#sync(object.name)
    } else if (object.kind === 'pod' && object.podGroup !== undefined) {
      const pods = this.#pods.get(object.podGroup) ?? new Map<number, Pod>()
      this.#pods.set(object.podGroup, pods)
      if (type === 'deleted') pods.delete(object.uid)
      else pods.set(object.uid, object)
      this.#sync(object.podGroup)
    }
  }

  #sync(name: string): void {
    const group = this.#groups.get(name)
    if (group === undefined || this.#busy.has(name)) return
    const phase = this.#phase(group, [...(this.#pods.get(name)?.values() ?? [])])
    if (phase === group.phase) return
    this.#busy.add(name)
    this.#host.ask({ verb: 'update', kind: 'pod-group', name, patch: { phase }, tag: name })
  }

  #phase(group: PodGroup, pods: readonly Pod[]): PodGroup['phase'] {
    if (group.phase === '') return 'Pending'
    if (group.phase === 'Pending') return pods.length >= group.minMember ? 'Scheduling' : 'Pending'
    const succeeded = pods.filter((p) => p.phase === 'Succeeded').length
    const failed = pods.filter((p) => p.phase === 'Failed').length
    const running = pods.filter((p) => p.phase === 'Running').length
    const scheduled = pods.filter((p) => p.node !== undefined && !hasEnded(p)).length
    if (pods.length === 0) return 'Pending'
    if (failed > 0 && failed + running + succeeded >= group.minMember) return 'Failed'
    if (succeeded >= group.minMember) return 'Finished'
    if (running + succeeded >= group.minMember) return 'Running'
    return scheduled >= group.minMember ? 'Scheduled' : 'Scheduling'
  }
}
