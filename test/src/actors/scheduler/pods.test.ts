/** Whole schedulers under arbitrary events: no pod is in two places, and none is forgotten. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HintsQueue } from '../../../../src/actors/scheduler/queue-hints.ts'
import type { SchedulerSpec } from '../../../../src/experiment/experiment.ts'
import { hasEnded, type Pod } from '../../../../src/objects/index.ts'
import { seconds } from '../../../../src/units.ts'
import { always, asks, newGroup } from '../../../support/builders.ts'
import { CASES } from '../../../support/cases.ts'
import { SchedulerScript } from '../../../support/scheduler-script.ts'

type Step =
  | { readonly do: 'create'; readonly group: string | undefined; readonly cpu: number; readonly priority: number }
  | { readonly do: 'end'; readonly which: number }
  | { readonly do: 'delete'; readonly which: number }
  | { readonly do: 'group'; readonly group: string }
  | { readonly do: 'node' }
  | { readonly do: 'wait'; readonly s: number }

const group = fc.constantFrom('g', 'h')
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        do: fc.constant('create' as const),
        group: fc.option(group, { nil: undefined }),
        cpu: fc.constantFrom(2000, 2000, 500),
        priority: fc.constantFrom(0, 0, 0, 0, 1),
      }),
    },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('end' as const), which: fc.nat(20) }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('delete' as const), which: fc.nat(20) }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('group' as const), group }) },
    { weight: 1, arbitrary: fc.constant({ do: 'node' as const }) },
    { weight: 5, arbitrary: fc.record({ do: fc.constant('wait' as const), s: fc.constantFrom(0, 0.0004, 0.01, 0.7, 3, 12) }) },
  ),
  { maxLength: 25 },
)

class Play {
  readonly script: SchedulerScript
  #made = 0
  #nodes = 0

  constructor(spec: Partial<SchedulerSpec>, seed: number) {
    this.script = new SchedulerScript({ cycleFailing: always(0.0004), cyclePlacing: always(0.001), ...spec }, { seed })
    this.node()
    this.node()
  }

  get now(): number {
    return this.script.host.now() / 1e6
  }

  get pods(): Pod[] {
    return this.script.api.list('pod')
  }

  node(): void {
    this.script.nodes(1, 1, `n${this.#nodes++}-`)
  }

  step(step: Step): void {
    const { script } = this
    const pod = 'which' in step ? this.pods[step.which % Math.max(1, this.pods.length)] : undefined
    if (step.do === 'create') {
      const given = { request: asks(step.cpu), priority: step.priority, ...(step.group === undefined ? {} : { podGroup: step.group }) }
      script.pod(`p${this.#made++}`, given)
    } else if (step.do === 'end' && pod?.node !== undefined && !hasEnded(pod)) script.api.update('pod', pod.name, { phase: 'Succeeded' })
    else if (step.do === 'delete' && pod !== undefined) script.api.delete('pod', pod.name)
    else if (step.do === 'group' && script.api.get('pod-group', step.group) === undefined)
      script.api.create(newGroup({ name: step.group, minMember: 2 }))
    else if (step.do === 'node') this.node()
    else if (step.do === 'wait') script.until(this.now + step.s)
    // what is due now, reads that take no time among it
    script.until(this.now)
  }

  /** Each pod without a node in one container of the queue or on its way; none with a node, none that is gone. */
  check(): void {
    const { queue } = this.script.scheduler
    const places = new Map<number, number>()
    const count = (uid: number): void => void places.set(uid, (places.get(uid) ?? 0) + 1)
    for (const q of queue.active.values()) count(q.pod.uid)
    const backingOff = queue instanceof HintsQueue ? [queue.backoff, queue.errorBackoff] : [queue.backoff]
    for (const heap of backingOff) for (const q of heap.values()) count(q.pod.uid)
    for (const uid of queue.unschedulable.keys()) count(uid)
    for (const q of queue.pods.values()) if (q.place === 'flight') count(q.pod.uid)
    const unbound = this.pods.filter((p) => p.node === undefined)
    expect([...places].sort(([a], [b]) => a - b)).toEqual(unbound.map((p) => [p.uid, 1]).sort(([a = 0], [b = 0]) => a - b))
    expect(queue.pending).toBe(unbound.length)
  }
}

const COSCHEDULING = { permitWaitingTime: seconds(10), rejectPercentage: 10, qps: 1e6, burst: 1e6 }
const SCHEDULERS: readonly Partial<SchedulerSpec>[] = [
  { name: 'default', version: '1.28' },
  { name: 'default', version: '1.37' },
  { name: 'coscheduling', version: '0.28', ...COSCHEDULING },
  { name: 'gang', version: '1.35', permitWaitingTime: seconds(10) },
]

describe('a pod without a node is in exactly one place', () => {
  for (const spec of SCHEDULERS) {
    it(`${spec.name}@${spec.version}`, () => {
      fc.assert(
        fc.property(steps, fc.nat(99), (list, seed) => {
          const play = new Play(spec, seed)
          for (const step of list) {
            play.step(step)
            play.check()
          }
        }),
        { numRuns: CASES },
      )
    })
  }
})

describe('no pod is forgotten', () => {
  const all: readonly Partial<SchedulerSpec>[] = [
    ...SCHEDULERS,
    { name: 'gang', version: '1.37' },
    { name: 'coscheduling', version: '0.34', ...COSCHEDULING },
  ]
  for (const spec of all) {
    it(`${spec.name}@${spec.version}: given room for everybody, whoever is alone or has its group is bound within the five minutes of the leftover flush`, () => {
      fc.assert(
        fc.property(steps, fc.nat(99), (list, seed) => {
          const play = new Play(spec, seed)
          for (const step of list) play.step(step)
          for (let i = 0; i < 25; i++) play.node()
          for (const name of ['g', 'h']) play.step({ do: 'group', group: name })
          play.script.until(play.now + 400)
          const live = play.pods.filter((p) => !hasEnded(p))
          const members = (p: Pod): number => live.filter((q) => q.podGroup === p.podGroup).length
          const forgotten = live.filter(
            (p) => p.node === undefined && (spec.name === 'default' || p.podGroup === undefined || members(p) >= 2),
          )
          expect(forgotten.map((p) => p.name)).toEqual([])
        }),
        { numRuns: CASES },
      )
    })
  }
})
