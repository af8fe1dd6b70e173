import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { QueueEvent } from '../../../../src/actors/scheduler/framework.ts'
import { backoffDuration, type QueueOptions, type SchedulingQueue } from '../../../../src/actors/scheduler/queue.ts'
import { ClassicQueue } from '../../../../src/actors/scheduler/queue-classic.ts'
import { HintsQueue } from '../../../../src/actors/scheduler/queue-hints.ts'
import type { QueuedPod } from '../../../../src/actors/scheduler/queued-pod.ts'
import { SECOND } from '../../../../src/units.ts'
import { aPod } from '../../../support/builders.ts'
import { CASES } from '../../../support/cases.ts'
import { type PlainOptions, type PlainPod, PlainQueue } from '../../../support/plain-queue.ts'

describe('back-off', () => {
  it('S20: of the first to sixth attempt 1, 2, 4, 8, 10 and 10 s', () => {
    expect([1, 2, 3, 4, 5, 6].map((n) => backoffDuration(n, 1, 10))).toEqual([1, 2, 4, 8, 10, 10])
  })
})

const FIT = 32
const OTHER = 256
/** who hears of what: the end of a pod wakes those that lacked room, a change of a group those that the other plugin refused */
const listeners = (event: QueueEvent): number =>
  event === 'pod-delete' ? FIT : event === 'pod-group-update' ? OTHER : event === 'node-add' ? FIT | OTHER : 0

const OPTIONS: QueueOptions = {
  less: (a, b) => (a.pod.priority === b.pod.priority ? a.timestamp < b.timestamp : a.pod.priority > b.pod.priority),
  gate: () => undefined,
  listeners,
  initialBackoff: SECOND,
  maxBackoff: 10 * SECOND,
}

type Step =
  | { readonly do: 'add'; readonly priority: number }
  | { readonly do: 'pop' }
  | { readonly do: 'tick' }
  | { readonly do: 'leftover' }
  | { readonly do: 'fail'; readonly which: number; readonly plugins: number; readonly error: boolean }
  | { readonly do: 'placed' | 'delete' | 'activate' | 'update'; readonly which: number }
  | { readonly do: 'event'; readonly event: QueueEvent; readonly which: number; readonly all: boolean }

const which = fc.nat(20)
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('add' as const), priority: fc.constantFrom(0, 0, 0, 7) }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constantFrom('pop' as const, 'pop' as const, 'tick' as const, 'leftover' as const) }) },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('fail' as const),
      which,
      plugins: fc.constantFrom(FIT, FIT, OTHER, FIT | OTHER, 0),
      error: fc.boolean(),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constantFrom('placed' as const, 'delete' as const, 'activate' as const, 'update' as const), which }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('event' as const),
      event: fc.constantFrom<QueueEvent>('pod-delete', 'pod-delete', 'pod-group-update', 'node-add', 'pod-update'),
      which,
      all: fc.boolean(),
    }),
  },
)
/** a step after a pause: mostly short, sometimes long enough for back-offs to end, rarely for the five minutes */
const steps = fc.array(
  fc.tuple(
    step,
    fc.oneof(
      { weight: 5, arbitrary: fc.nat(300_000) },
      { weight: 2, arbitrary: fc.nat(6 * SECOND) },
      { weight: 1, arbitrary: fc.nat(400 * SECOND) },
    ),
  ),
  {
    maxLength: 45,
  },
)

/** Does a step on queue and twin alike. */
class Pair {
  readonly queue: SchedulingQueue
  readonly twin: PlainQueue
  readonly entries = new Map<number, QueuedPod>()
  now = 0
  #uids = 0

  constructor(options: PlainOptions) {
    this.queue = options.generation === 'classic' ? new ClassicQueue(OPTIONS) : new HintsQueue(OPTIONS, options.phase)
    this.twin = new PlainQueue(options)
  }

  #pick(n: number, where?: PlainPod['where']): PlainPod | undefined {
    const pods = this.twin.pods.filter((p) => where === undefined || p.where === where)
    return pods[n % Math.max(1, pods.length)]
  }

  step(s: Step): void {
    const { queue, twin, now } = this
    if (s.do === 'add') {
      const pod = aPod({ uid: ++this.#uids, name: `p${this.#uids}`, priority: s.priority })
      this.entries.set(pod.uid, queue.add(pod, now))
      twin.add(pod.uid, s.priority, now)
    } else if (s.do === 'pop') {
      expect(queue.hasNext).toBe(this.#hasNext())
      expect(queue.pop(now)?.pod.uid).toBe(twin.pop()?.uid)
    } else if (s.do === 'tick') {
      queue.flushBackoff(now)
      twin.flush(now)
    } else if (s.do === 'leftover') {
      queue.flushLeftover(now)
      twin.flushLeftover(now)
    } else if (s.do === 'event') {
      const selected = (uid: number): boolean => s.all || uid % 2 === s.which % 2
      queue.move(s.event, (q) => selected(q.pod.uid), now)
      twin.move(s.event, selected, now)
    } else this.#onOne(s)
  }

  #hasNext(): boolean {
    return this.twin.pods.some(
      (p) => p.where === 'active' || (p.where === 'backoff' && p.plugins !== 0 && this.queue instanceof HintsQueue),
    )
  }

  #onOne(s: Extract<Step, { which: number }>): void {
    const { queue, twin, now } = this
    const p = this.#pick(s.which, s.do === 'fail' || s.do === 'placed' ? 'flight' : undefined)
    const q = p === undefined ? undefined : this.entries.get(p.uid)
    if (p === undefined || q === undefined) return
    if (s.do === 'fail') {
      q.plugins = s.plugins
      queue.fail(q, now, s.error)
      twin.fail(p, s.plugins, now, s.error)
    } else if (s.do === 'placed') {
      queue.done(q)
      twin.remove(p.uid)
    } else if (s.do === 'activate') {
      queue.activate([q.pod])
      twin.activate([p.uid])
    } else if (s.do === 'update') queue.update({ ...q.pod, unschedulable: 'no room' })
    else if (p.where !== 'flight') {
      // a pod in flight that is deleted is forgotten at the end of its cycle
      queue.delete(q.pod)
      twin.remove(p.uid)
    }
  }

  /** Each pod is in one container, the one its twin says, with the same times and counts. */
  check(): void {
    const { queue, twin } = this
    const at = new Map<number, string[]>()
    const put = (uid: number, where: string): void => void at.set(uid, [...(at.get(uid) ?? []), where])
    for (const q of queue.active.values()) put(q.pod.uid, 'active')
    const backingOff = queue instanceof HintsQueue ? [queue.backoff, queue.errorBackoff] : [queue.backoff]
    for (const heap of backingOff) for (const q of heap.values()) put(q.pod.uid, 'backoff')
    for (const uid of queue.unschedulable.keys()) put(uid, 'unschedulable')
    for (const q of queue.pods.values()) if (q.place === 'flight') put(q.pod.uid, 'flight')
    expect(at).toEqual(new Map(twin.pods.map((p) => [p.uid, [p.where]])))
    expect(queue.pending).toBe(twin.pods.length)
    for (const p of twin.pods) {
      const q = queue.pods.get(p.uid) as QueuedPod
      expect([q.place, q.timestamp, q.attempts, q.plugins]).toEqual([p.where, p.timestamp, p.attempts, p.plugins])
      if (p.where === 'backoff') expect(queue.backoffUntil(q)).toBe(twin.expiry(p))
    }
  }
}

function compare(options: PlainOptions, list: readonly (readonly [Step, number])[]): void {
  const pair = new Pair(options)
  for (const [s, pause] of list) {
    pair.now += 1 + pause
    pair.step(s)
    pair.check()
  }
}

describe('the queue against its slow twin: a pod is in exactly one container, and in the right one', () => {
  it('1.27 to 1.29', () => {
    fc.assert(
      fc.property(steps, (list) => compare({ generation: 'classic', phase: 0, listeners }, list)),
      { numRuns: CASES },
    )
  })

  it('1.34 and later', () => {
    fc.assert(
      fc.property(fc.nat(SECOND - 1), steps, (phase, list) => compare({ generation: 'hints', phase, listeners }, list)),
      { numRuns: CASES },
    )
  })
})

describe('a pod whose group is not complete', () => {
  for (const [generation, make] of [
    ['1.28', (o: QueueOptions) => new ClassicQueue(o)],
    ['1.35', (o: QueueOptions) => new HintsQueue(o, 0)],
  ] as const) {
    it(`${generation}: is gated at creation, stays gated whatever happens, and is active once the gate opens`, () => {
      let open = false
      const queue = make({ ...OPTIONS, gate: () => (open ? undefined : OTHER) })
      const q = queue.add(aPod(), 1)
      expect([q.place, q.gated, queue.hasNext]).toEqual(['unschedulable', true, false])
      queue.move('node-add', () => true, 2)
      queue.flushLeftover(400 * SECOND)
      expect([q.place, queue.hasNext]).toEqual(['unschedulable', false])
      open = true
      queue.move('pod-group-update', () => true, 401 * SECOND)
      expect([q.place, q.gated, q.attempts]).toEqual(['active', false, 0])
      expect(queue.pop(402 * SECOND)).toBe(q)
    })
  }
})
