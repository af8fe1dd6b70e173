/** Parameters of the schedulers. Those with `schedulers` are an error under any other. */
import { SECOND } from '../../units.ts'
import type { Distribution } from '../distribution.ts'
import { distribution } from '../distribution-types.ts'
import type { Parameter } from '../parameter.ts'
import { choice, cpu, decimalNumber, duration, flag, wholeNumber } from '../value-types.ts'

const permitWaitingTime: Parameter<number> = {
  path: 'scheduler.permitWaitingTime',
  type: duration({
    whole: true,
    min: SECOND,
    todo: 'coscheduling keeps this value in whole seconds; 0 would mean its own default of 60 s; the framework cuts what is above 900 s',
  }),
  default: null,
  help: 'longest pause of a pod that waits for its group with a place reserved (what is above 900 s counts as 900 s)',
  source: 'semantics 6.4, 13 (coscheduling: code default 60 s, chart 10 s); 5.5 (Fluence); 8 (native, 1.35)',
  schedulers: [
    { name: 'coscheduling', default: '60s' },
    { name: 'fluence', versions: ['F5', 'F4'], default: '60s' },
    { name: 'gang', versions: ['1.35'], default: '300s' },
  ],
}

const KUEUE = [{ name: 'kueue' }] as const
function ofKueue(value: string) {
  return KUEUE.map((o) => ({ ...o, default: value }))
}

export const SCHEDULER = {
  qps: {
    path: 'scheduler.qps',
    type: decimalNumber({ min: 0.001 }),
    default: '50',
    help: "requests a second of the scheduler's clients; coscheduling 0.28 and Fluence pay their PodGroup reads from it",
    source: 'semantics 1.4, 6.6',
  } as Parameter<number>,
  burst: {
    path: 'scheduler.burst',
    type: wholeNumber({ min: 1 }),
    default: '100',
    help: 'burst of these clients',
    source: 'semantics 1.4, 6.6',
  } as Parameter<number>,
  cycleFailing: {
    path: 'scheduler.cycleFailing',
    type: distribution(),
    default: '0.4ms',
    help: 'cpu time of an attempt that finds no node',
    source: 'semantics 1.4, measured on data/lab/attempts: 0.17 to 0.8 ms, median 0.4',
  } as Parameter<Distribution>,
  cyclePlacing: {
    path: 'scheduler.cyclePlacing',
    type: distribution(),
    default: '1ms',
    help: 'cpu time of an attempt that finds a node',
    source: 'semantics 13',
  } as Parameter<Distribution>,
  bind: {
    path: 'scheduler.bind',
    type: distribution(),
    default: '10ms',
    help: 'the call that binds a pod',
    source: 'semantics 13: assumed, 5 to 30 ms',
  } as Parameter<Distribution>,
  initialBackoff: {
    path: 'scheduler.initialBackoff',
    type: duration({ whole: true, min: SECOND, todo: 'podInitialBackoffSeconds counts whole seconds from 1' }),
    default: '1s',
    help: 'back-off of a pod after its first failed attempt; doubles',
    source: 'semantics 1.2',
  } as Parameter<number>,
  maxBackoff: {
    path: 'scheduler.maxBackoff',
    type: duration({ whole: true, min: SECOND, todo: 'podMaxBackoffSeconds counts whole seconds, and is not below initialBackoff' }),
    default: '10s',
    help: 'longest back-off',
    source: 'semantics 1.2',
  } as Parameter<number>,
  percentageOfNodesToScore: {
    path: 'scheduler.percentageOfNodesToScore',
    type: wholeNumber({ max: 100 }),
    default: '0',
    help: 'share of the nodes looked for before scoring; 0: by the size of the cluster',
    source: 'semantics 1.5',
  } as Parameter<number>,
  backgroundEvents: {
    path: 'scheduler.backgroundEvents',
    type: duration(),
    default: '0s',
    help: 'mean time between pod events of others that reach the scheduler; 0s: none',
    source: 'semantics 11.1: unknown for the recorded clusters; at most one in 10 s is plausible',
  } as Parameter<number>,
  permitWaitingTime,
  podGroupBackoff: {
    path: 'scheduler.podGroupBackoff',
    type: duration({ whole: true, todo: 'podGroupBackoffSeconds counts whole seconds; 0s: none' }),
    default: null,
    help: 'a group that was rejected is not tried again for so long',
    source: 'semantics 6.3, 13',
    schedulers: [{ name: 'coscheduling', default: '0s' }],
  } as Parameter<number>,
  rejectPercentage: {
    path: 'scheduler.rejectPercentage',
    type: wholeNumber({ max: 100 }),
    default: null,
    help: 'a group of which at most this share is missing keeps waiting when a member does not fit (0.28 has it fixed at 10)',
    source: 'semantics 6.8: podGroupRejectPercentage',
    schedulers: [{ name: 'coscheduling', versions: ['0.34'], default: '10' }],
  } as Parameter<number>,
  lateRejections: {
    path: 'scheduler.lateRejections',
    type: decimalNumber({ min: 0, max: 100 }),
    default: null,
    help: 'of the waiting pods that are rejected while the scheduler is busy, the share whose goroutine has no turn in the next cycle, per cent',
    source: 'measured on the real 0.34.7, 31,000 rejections on two busy processors: 2.9 and 2.8 % (DESIGN.md)',
    schedulers: [{ name: 'coscheduling', versions: ['0.34'], default: '3' }],
  } as Parameter<number>,
  quotaCpu: {
    path: 'scheduler.quotaCpu',
    type: cpu(),
    default: null,
    help: 'nominal quota of the ClusterQueue, cpu',
    source: 'semantics 7.1',
    schedulers: ofKueue('40'),
  } as Parameter<number>,
  quotaPods: {
    path: 'scheduler.quotaPods',
    type: wholeNumber(),
    default: null,
    help: 'nominal quota of the ClusterQueue, pods',
    source: 'semantics 7.1',
    schedulers: ofKueue('1000'),
  } as Parameter<number>,
  queueingStrategy: {
    path: 'scheduler.queueingStrategy',
    type: choice(['BestEffortFIFO', 'StrictFIFO']),
    default: null,
    help: 'whether a job that does not fit the quota lets later ones pass',
    source: 'semantics 7.1, 7.5',
    schedulers: ofKueue('BestEffortFIFO'),
  } as Parameter<'BestEffortFIFO' | 'StrictFIFO'>,
  blockAdmission: {
    path: 'scheduler.blockAdmission',
    type: flag(),
    default: null,
    help: 'waitForPodsReady.blockAdmission: one job at a time may wait for its pods',
    source: 'semantics 7.1, 7.4',
    schedulers: ofKueue('true'),
  } as Parameter<boolean>,
  podsReadyTimeout: {
    path: 'scheduler.podsReadyTimeout',
    type: duration({ min: SECOND }),
    default: null,
    help: 'waitForPodsReady.timeout: an admitted job that is not ready by then is evicted',
    source: 'semantics 7.1, 7.6',
    schedulers: ofKueue('600s'),
  } as Parameter<number>,
  requeueLimit: {
    path: 'scheduler.requeueLimit',
    type: wholeNumber({ max: 1000 }),
    default: null,
    help: 'evictions after which a job is set inactive (backoffLimitCount)',
    source: 'semantics 7.1, 7.6',
    schedulers: ofKueue('5'),
  } as Parameter<number>,
}
