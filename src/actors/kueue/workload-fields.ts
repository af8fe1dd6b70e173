/** Reading and writing a Workload: times as the API keeps them, fields taken away, its state in Kueue's words. */
import type { Workload } from '../../objects/index.ts'
import { SECOND, type Time } from '../../units.ts'
import type { Host } from '../actor.ts'

/** A moment cut down to a whole second of the cluster's clock, as every time in a Workload is kept. */
export function wholeSecond(host: Pick<Host, 'now' | 'clockPhase'>, time: Time = host.now()): Time {
  return Math.floor((time + host.clockPhase) / SECOND) * SECOND - host.clockPhase
}

/** A patch in which `undefined` takes a field away. */
export function patchOf(fields: { readonly [K in keyof Workload]?: Workload[K] | undefined }): Partial<Workload> {
  return fields as Partial<Workload>
}

export type Status = 'pending' | 'admitted' | 'finished'

/** @example statusOf({ admittedAt: 5 }) // 'admitted' */
export function statusOf(workload: Pick<Workload, 'finished' | 'admittedAt'>): Status {
  if (workload.finished) return 'finished'
  return workload.admittedAt === undefined ? 'pending' : 'admitted'
}
