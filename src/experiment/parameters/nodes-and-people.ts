/** The kubelet on each node, and the experimenter who submits and deletes. */

import { HOUR, SECOND } from '../../units.ts'
import type { Distribution } from '../distribution.ts'
import { distribution } from '../distribution-types.ts'
import type { Parameter } from '../parameter.ts'
import { choice, duration, flag, wholeNumber } from '../value-types.ts'

function times(path: string, value: string, help: string, source: string): Parameter<Distribution> {
  return { path, type: distribution(), default: value, help, source }
}

export const KUBELET = {
  init: times(
    'kubelet.init',
    'U(13s, 16s)',
    'from bound to the end of the init container; only for pods that have one (MiniCluster)',
    'semantics 13: at least 10 s; calibration.json: 13 to 16 s',
  ),
  start: times('kubelet.start', 'U(0.8s, 1.8s)', 'from bound (or the end of the init container) to Running', 'semantics 13'),
  ready: times('kubelet.ready', 'U(0s, 1s)', 'from Running to Ready', 'semantics 13'),
  exit: times('kubelet.exit', 'U(0.5s, 2.5s)', "from the end of a pod's process to its terminal phase on the API", 'semantics 13'),
  teardown: times('kubelet.teardown', 'U(1s, 4s)', 'beyond the grace period, until a killed pod is gone', 'semantics 13'),
  removal: {
    path: 'kubelet.removal',
    type: duration(),
    default: '0.2s',
    help: 'from the deletion of a pod that never ran, or has ended, until it is gone',
    source: 'base case of data/lab',
  } as Parameter<number>,
}

const order: Parameter<'listed' | 'shuffled'> = {
  path: 'experimenter.order',
  type: choice(['listed', 'shuffled']),
  default: 'listed',
  help: 'order of submission inside a batch',
  source: 'experiments.json',
}

const submits: Parameter<'sequential' | 'at-once' | 'arrivals'> = {
  path: 'experimenter.submits',
  type: choice(['sequential', 'at-once', 'arrivals']),
  default: 'sequential',
  help: 'sequential: one after another by gap; at-once: all at the beginning; arrivals: each at its own moment, else by gap',
  source: 'semantics 0.1',
}

const podGroup: Parameter<'before' | 'after'> = {
  path: 'experimenter.podGroup',
  type: choice(['before', 'after']),
  default: 'after',
  help: 'whether the PodGroup of a job (where the scheduler needs one) is created before or after the job',
  source: 'semantics 0.1: after',
}

const watches: Parameter<'after-batch' | 'at-once'> = {
  path: 'experimenter.watches',
  type: choice(['after-batch', 'at-once']),
  default: 'after-batch',
  help: 'when watching for finished jobs, and so deleting them, begins',
  source: 'semantics 0.1: after all submissions',
}

const grace: Parameter<number> = {
  path: 'experimenter.grace',
  type: duration({ whole: true, max: 24 * HOUR }),
  default: '30s',
  help: 'termination grace period of the pods',
  source: 'semantics 13: Kubernetes default',
}

const batchesOverlap: Parameter<boolean> = {
  path: 'experimenter.batchesOverlap',
  type: flag(),
  default: 'false',
  help: 'whether a batch is submitted although jobs of the one before are still there',
  source: 'experiments.json: one batch, so it does not matter',
}

const inFlight: Parameter<number> = {
  path: 'experimenter.inFlight',
  type: wholeNumber({ min: 1 }),
  default: null,
  unset: 'no limit',
  help: 'most jobs submitted and not yet deleted: the next waits until one is; finished jobs are then watched for from the start',
  source: 'yours',
}

const podGroupTimeout: Parameter<number> = {
  path: 'experimenter.podGroupTimeout',
  type: duration({ whole: true, min: SECOND, todo: 'scheduleTimeoutSeconds counts whole seconds' }),
  default: null,
  unset: 'not set: the permit wait of the scheduler holds',
  help: 'scheduleTimeoutSeconds in each PodGroup',
  source: 'semantics 6.4; run8 set 10',
}

export const EXPERIMENTER = {
  gap: times(
    'experimenter.gap',
    '0.54s',
    'between the starts of two submissions',
    'semantics 13: 0.54 s for default and coscheduling, 0.30 s for Fluence and Kueue',
  ),
  order,
  submits,
  call: times(
    'experimenter.call',
    '0s',
    'before each API call of the experimenter (Service, Job, PodGroup one after another), besides api.write',
    'data/lab: calls were made at once',
  ),
  podGroup,
  watches,
  lag: times(
    'experimenter.lag',
    'logn(2.9s, 0.25) in [1.8s, 6s]',
    "from a job's end as seen to its deletion",
    'semantics 13; base case of data/lab',
  ),
  grace,
  batchesOverlap,
  inFlight,
  podGroupTimeout,
}
