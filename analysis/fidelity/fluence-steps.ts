/** Fluence's own steps, from the notes of a model (semantics 5.9 has them of the real one). */
import type { TimedEvent } from '../../src/record/stages.ts'
import { inSeconds, type Time } from '../../src/units.ts'
import type { FluenceSteps } from './observation.ts'

/** Undefined where nothing was asked of Fluxion. */
export function fluenceSteps(events: readonly TimedEvent[]): FluenceSteps | undefined {
  const holders = new Map<string, Set<string>>()
  const jobOf = new Map<string, string>()
  const leaderEnded = new Map<string, Time>()
  const leaders = new Set<string>()
  const cancelled: number[] = []
  const count = { matches: 0, busy: 0, matchedHeld: 0, rejectedWaiting: 0, permitTimeouts: 0, insufficient: 0 }
  const leave = (pod: string): void => {
    for (const pods of holders.values()) pods.delete(pod)
  }
  for (const event of events) {
    switch (event.kind) {
      case 'bound': {
        const pods = holders.get(event.node) ?? new Set()
        holders.set(event.node, pods.add(event.pod))
        jobOf.set(event.pod, event.job)
        if (event.index === 0) leaders.add(event.pod)
        break
      }
      case 'ended':
        leave(event.pod)
        if (leaders.has(event.pod)) leaderEnded.set(event.job, event.time)
        break
      case 'gone':
        leave(event.pod)
        break
      case 'matched': {
        if (event.nodes === null) {
          count.busy++
          break
        }
        count.matches++
        const others = event.nodes.some((node) => [...(holders.get(node) ?? [])].some((pod) => jobOf.get(pod) !== event.job))
        if (others) count.matchedHeld++
        break
      }
      case 'cancelled': {
        const ended = leaderEnded.get(event.job)
        if (ended !== undefined) cancelled.push(event.time - ended)
        leaderEnded.delete(event.job)
        break
      }
      case 'released':
        if (event.cause === 'permit wait over') count.permitTimeouts++
        else if (event.cause === 'rejection in PostFilter') count.rejectedWaiting++
        break
      case 'attempt':
        if (event.result === 'unschedulable' && event.why?.includes('Insufficient') === true) count.insufficient++
        break
      default:
    }
  }
  if (count.matches + count.busy === 0) return undefined
  const cancelAfterS = cancelled.length === 0 ? undefined : inSeconds(cancelled.reduce((a, b) => a + b, 0) / cancelled.length)
  return { ...count, cancelAfterS }
}
