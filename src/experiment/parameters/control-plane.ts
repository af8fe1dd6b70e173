/** API server, controller manager, and when a run is given up. */

import { HOUR, MINUTE, SECOND } from '../../units.ts'
import type { Distribution } from '../distribution.ts'
import { distribution } from '../distribution-types.ts'
import type { Parameter } from '../parameter.ts'
import { decimalNumber, duration, wholeNumber } from '../value-types.ts'

function times(path: string, value: string, help: string, source: string): Parameter<Distribution> {
  return { path, type: distribution(), default: value, help, source }
}

function wait(path: string, value: string, help: string, source: string): Parameter<number> {
  return { path, type: duration(), default: value, help, source }
}

export const CONTROLLERS = {
  qps: {
    path: 'controllers.qps',
    type: decimalNumber({ min: 0.001 }),
    default: '20',
    help: "requests a second of each controller's client (kube-controller-manager)",
    source: 'semantics 2.6',
  } as Parameter<number>,
  burst: {
    path: 'controllers.burst',
    type: wholeNumber({ min: 1 }),
    default: '30',
    help: 'burst of these clients',
    source: 'semantics 2.6',
  } as Parameter<number>,
  syncs: {
    path: 'controllers.syncs',
    type: wholeNumber({ min: 1 }),
    default: '5',
    help: 'jobs synced at once by the job controller',
    source: 'semantics 2.6',
  } as Parameter<number>,
  podEventBatch: wait(
    'controllers.podEventBatch',
    '1s',
    'pod events of a job are gathered so long before it is synced again',
    'semantics 2.5',
  ),
  backoff: wait('controllers.backoff', '10s', 'before a failed pod is replaced, doubled at each failure', 'semantics 2.7'),
  backoffCap: wait('controllers.backoffCap', '600s', 'longest such wait', 'semantics 2.7: 360 s up to 1.27, 600 s from 1.28'),
  backoffLimit: {
    path: 'controllers.backoffLimit',
    type: wholeNumber(),
    default: '6',
    help: 'failed pods after which a Job fails (a MiniCluster always has 100)',
    source: 'semantics 2.7, 4.1',
  } as Parameter<number>,
}

export const API = {
  write: times(
    'api.write',
    'U(1ms, 6ms)',
    'a write, from the client to the store and back',
    'data/lab, a control plane on loopback: from a submission to its first pod 10 ms over five steps',
  ),
  watch: times('api.watch', 'U(0.5ms, 3ms)', 'a change, from the store to a watcher', 'data/lab, as api.write'),
  read: times('api.read', 'U(2ms, 5ms)', 'an uncached read', 'semantics 12.3: 2 to 5 ms, assumed'),
}

export const LIMITS = {
  time: {
    path: 'limits.time',
    type: duration({ min: SECOND }),
    default: '2h',
    help: 'a run that lasts longer ends with the outcome time-limit',
    source: 'longer than every recorded run; a clogged run is ended by the detection of clogs, not by this',
  } as Parameter<number>,
  livelock: {
    path: 'limits.livelock',
    type: duration({ min: SECOND, max: 24 * HOUR }),
    default: '20m',
    help: 'livelock: nothing is bound for so long while groups reserve and give back',
    source: `longer than the longest permit wait (${(15 * MINUTE) / SECOND} s, semantics 13), which a stalled group may use up (semantics 6.7)`,
  } as Parameter<number>,
}
