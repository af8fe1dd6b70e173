/** Scheduler attempts per bound pod: scheduling cycles of all pods / pods bound. Model only, or from a scheduler's log. */
import type { PodRow } from '../../src/record/rows.ts'

/** 1 or more where every attempt was recorded; undefined where no pod was bound or no attempt recorded. */
export function attemptsPerBoundPod(pods: readonly PodRow[]): number | undefined {
  let attempts = 0
  let bound = 0
  for (const pod of pods) {
    attempts += pod.attempts
    if (pod.bound !== undefined) bound++
  }
  return bound === 0 || attempts === 0 ? undefined : attempts / bound
}
