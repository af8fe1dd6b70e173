import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Kernel, Priority, type Target } from '../../../sim/kernel/kernel.ts'
import { CASES } from '../../support/cases.ts'
import { SortedQueue } from '../../support/sorted-queue.ts'

/** What an event does when it fires: schedule others, cancel some of those before, stop the run. */
interface Deed {
  readonly plans: readonly { readonly delay: number; readonly priority: number }[]
  readonly cancels: readonly number[]
  readonly stops: boolean
}

const deeds: fc.Arbitrary<Deed[]> = fc.array(
  fc.record({
    // few times and priorities, so that many events are simultaneous
    plans: fc.array(fc.record({ delay: fc.nat(4), priority: fc.nat(3) }), { maxLength: 3 }),
    cancels: fc.array(fc.nat(60), { maxLength: 2 }),
    stops: fc.oneof({ weight: 8, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  }),
  { minLength: 1, maxLength: 30 },
)

/** Runs a script on a kernel; every firing as [event, time], with why each run ended. */
function play(kernel: Kernel | SortedQueue, script: readonly Deed[], untils: readonly number[]): unknown[] {
  const log: unknown[] = []
  const handles: number[] = []
  let born = 0
  const target: Target<number> = {
    fire: (event) => {
      log.push([event, kernel.now])
      act(script[event] as Deed)
    },
  }
  const act = ({ plans, cancels, stops }: Deed): void => {
    for (const { delay, priority } of plans) {
      if (born === script.length) break
      handles.push(kernel.schedule(kernel.now + delay, priority, target as Target, born++))
    }
    // handles of fired and cancelled events too, whose places may be in use again
    for (const which of cancels) kernel.cancel(handles[which % Math.max(1, handles.length)] ?? 0)
    if (stops) kernel.stop()
  }
  act({ plans: [0, 1, 1, 2].map((delay) => ({ delay, priority: Priority.wake })), cancels: [], stops: false })
  for (const until of untils) log.push(kernel.run(until), kernel.now)
  for (let end = kernel.run(); ; end = kernel.run()) {
    log.push(end, kernel.now, kernel.fired)
    if (end === 'empty') return log
  }
}

describe('the kernel', () => {
  it('fires as its slow twin does, a list sorted at each step, with cancels, stops and pauses', () => {
    fc.assert(
      fc.property(deeds, fc.array(fc.nat(12), { maxLength: 3 }), fc.integer({ min: 1, max: 4 }), (script, pauses, capacity) => {
        const untils = [...pauses].sort((a, b) => a - b)
        expect(play(new Kernel(capacity), script, untils)).toEqual(play(new SortedQueue(), script, untils))
      }),
      { numRuns: CASES },
    )
  })

  it('orders one instant by priority, then by birth', () => {
    const kernel = new Kernel()
    const fired: string[] = []
    const target: Target<string> = { fire: (name) => fired.push(name) }
    kernel.schedule(5, Priority.wake, target, 'wake 1')
    kernel.schedule(5, Priority.delivery, target, 'delivery')
    kernel.schedule(5, Priority.wake, target, 'wake 2')
    kernel.schedule(5, Priority.effect, target, 'effect')
    kernel.schedule(4, Priority.late, target, 'earlier')
    kernel.run()
    expect(fired).toEqual(['earlier', 'effect', 'delivery', 'wake 1', 'wake 2'])
  })

  it('lets nobody cancel the event that got the place of one that has fired', () => {
    const kernel = new Kernel()
    const fired: string[] = []
    const target: Target<string> = { fire: (name) => fired.push(name) }
    const first = kernel.schedule(1, 0, target, 'first')
    kernel.run()
    kernel.schedule(2, 0, target, 'second')
    kernel.cancel(first)
    kernel.run()
    expect(fired).toEqual(['first', 'second'])
  })

  it('refuses times that lie in the past or are not whole', () => {
    const kernel = new Kernel()
    const target: Target = { fire: () => {} }
    kernel.schedule(10, 0, target, undefined)
    kernel.run()
    for (const time of [9, 10.5, Number.NaN, Number.POSITIVE_INFINITY])
      expect(() => kernel.schedule(time, 0, target, undefined)).toThrow(RangeError)
    expect(() => kernel.schedule(10, 0, target, undefined)).not.toThrow()
  })
})
