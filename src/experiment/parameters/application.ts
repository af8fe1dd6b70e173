/** What runs in the pods, and how the Flux Operator starts it. */
import type { Distribution } from '../distribution.ts'
import { distribution, keyedDistributions } from '../distribution-types.ts'
import type { Parameter } from '../parameter.ts'
import { choice, decimalNumber, duration, wholeNumber } from '../value-types.ts'

const ends: Parameter<'leader' | 'all'> = {
  path: 'application.ends',
  type: choice(['leader', 'all']),
  default: 'leader',
  help: 'leader: the pod of index 0 ends, the others sleep until deleted (ping); all: every pod ends (LAMMPS)',
  source: 'semantics 0.1, 4.3',
}

const startsWhen: Parameter<'ready' | 'brokers'> = {
  path: 'application.startsWhen',
  type: choice(['ready', 'brokers']),
  default: 'ready',
  help: 'what must hold before the work begins: enough pods Ready, or enough Flux brokers online',
  source: 'semantics 0.1, 4.3',
}

const setUp: Parameter<Distribution> = {
  path: 'application.setUp',
  type: distribution(),
  default: 'U(0.5s, 3s)',
  help: 'from enough pods to the beginning of the work (DNS of the headless Service, for instance)',
  source: 'semantics 13: own-DNS readiness',
}

const runTime: Parameter<Readonly<Record<string, Distribution>>> = {
  path: 'application.runTime',
  type: keyedDistributions(),
  default: 'U(0s, 0.5s)',
  help: 'the work itself: one distribution, or one for each size of job (or each workload.app); "other" for the rest',
  source: "semantics 13: the leader's work takes at most 0.5 s",
}

const reconcile: Parameter<Distribution> = {
  path: 'flux.reconcile',
  type: distribution(),
  default: 'U(0.4s, 0.8s)',
  help: 'work of the Flux Operator for one MiniCluster, from its turn to its Job',
  source: 'published: spacing of the leader pods of run6 (data/scenarios/run6.yaml)',
}

const workers: Parameter<number> = {
  path: 'flux.workers',
  type: wholeNumber({ min: 1, max: 1000 }),
  default: '1',
  help: 'MiniClusters reconciled at once',
  source: 'default of controller-runtime',
}

const qps: Parameter<number> = {
  path: 'flux.qps',
  type: decimalNumber({ min: 0.001 }),
  default: '20',
  help: "requests a second of the operator's client",
  source: 'default of controller-runtime',
}

const burst: Parameter<number> = {
  path: 'flux.burst',
  type: wholeNumber({ min: 1 }),
  default: '30',
  help: "burst of the operator's client",
  source: 'default of controller-runtime',
}

const brokerStart: Parameter<Distribution> = {
  path: 'flux.brokerStart',
  type: distribution(),
  default: 'U(2s, 4s)',
  help: 'from a pod Ready to its Flux broker online',
  source: 'semantics 3.3: a few seconds',
}

const workerRetry: Parameter<number> = {
  path: 'flux.workerRetry',
  type: duration(),
  default: '15s',
  help: 'a broker that finds no lead waits so long before it tries again',
  source: 'semantics 4.3, 13',
}

const connectTimeout: Parameter<number> = {
  path: 'flux.connectTimeout',
  type: duration(),
  default: '5s',
  help: 'a broker gives up looking for its lead after so long',
  source: 'semantics 4.3, 13',
}

export const APPLICATION = { ends, startsWhen, setUp, runTime }
export const FLUX = { reconcile, workers, qps, burst, brokerStart, workerRetry, connectTimeout }
