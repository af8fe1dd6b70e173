/** How many pods were pending and how many had a place, over time. */
import type { TimedEvent } from '../../src/record/stages.ts'
import type { Time } from '../../src/units.ts'

export interface QueueStep {
  /** from here on, until the next step */
  readonly time: Time
  /** pods without a node */
  readonly pending: number
  /** pods that have one and have not ended */
  readonly held: number
}

/** A step for every moment at which one of the two numbers changed. */
export function queueOverTime(events: readonly TimedEvent[]): readonly QueueStep[] {
  const steps: QueueStep[] = []
  const place = new Map<string, 'pending' | 'held'>()
  let pending = 0
  let held = 0
  for (const event of events) {
    switch (event.kind) {
      case 'pod-created':
        place.set(event.pod, 'pending')
        pending++
        break
      case 'bound':
        if (place.get(event.pod) === 'pending') pending--
        place.set(event.pod, 'held')
        held++
        break
      case 'ended':
      case 'gone': {
        const was = place.get(event.pod)
        if (was === undefined) continue
        if (was === 'pending') pending--
        else held--
        place.delete(event.pod)
        break
      }
      default:
        continue
    }
    if (steps.at(-1)?.time === event.time) steps.pop()
    steps.push({ time: event.time, pending, held })
  }
  return steps
}

/** Time during which `holds` was true of the steps, between two moments. */
export function timeIn(steps: readonly QueueStep[], from: Time, to: Time, holds: (step: QueueStep) => boolean): Time {
  let sum = 0
  steps.forEach((step, i) => {
    const begin = Math.max(step.time, from)
    const end = Math.min(steps[i + 1]?.time ?? to, to)
    if (end > begin && holds(step)) sum += end - begin
  })
  return sum
}
