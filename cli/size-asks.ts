/** What can be asked: which parameter is searched, over which values, best first, and what the closed-form bound says of it. */
import { slots } from '../src/experiment/capacity.ts'
import type { Experiment } from '../src/experiment/experiment.ts'
import { boundOf } from '../src/gang/bound-of.ts'
import { safeConcurrency, smallestSafeSlots } from '../src/gang/safety-bound.ts'

export interface AskedValue {
  /** as the answer names it */
  readonly value: number
  /** as the parameter takes it */
  readonly text: string
}

export interface Ask {
  readonly path: string
  /** unit behind a value in sentences */
  readonly unit: string
  /** what the best value is: `fewest`, `most`, ... */
  readonly best: string
  readonly better: 'less' | 'more'
  /** taken unless another is named */
  readonly scheduler: string
  /** values worth a look, in any order; `at` builds the experiment with other sets */
  values(base: Experiment, at: (text: string) => Experiment | undefined): readonly AskedValue[]
  safeBound(base: Experiment, at: (text: string) => Experiment | undefined): number | null
  /** a value as the parameter takes it, to one as the answer names it */
  parse(text: string): number
}

const seconds = (list: readonly number[]): AskedValue[] => list.map((value) => ({ value, text: `${value}s` }))

/** Places of the cluster as a line in the number of nodes: those of other pools, and those of each node. */
function placesOf(
  at: (text: string) => Experiment | undefined,
  large = 50_000,
): { readonly fixed: number; readonly each: number } | undefined {
  const [one, two] = [at(`${large}`), at(`${large + 1}`)]
  const request = one?.workload.jobs[0]?.request
  if (one === undefined || two === undefined || request === undefined) return undefined
  const each = slots(two.cluster.pools, request) - slots(one.cluster.pools, request)
  return { each, fixed: slots(one.cluster.pools, request) - each * large }
}

function range(from: number, to: number): AskedValue[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => ({ value: from + i, text: `${from + i}` }))
}

const totalOf = (experiment: Experiment): number =>
  (boundOf(experiment)?.needs ?? experiment.workload.jobs.map((j) => j.need)).reduce((a, b) => a + b, 0)

/** Values beyond this many are left to --values. */
const MOST_VALUES = 1000

const nodes: Ask = {
  path: 'cluster.nodes',
  unit: 'nodes',
  best: 'fewest',
  better: 'less',
  scheduler: 'default',
  parse: Number,
  values(base, at) {
    const places = placesOf(at)
    if (places === undefined || places.each <= 0) return []
    const largest = Math.max(...base.workload.jobs.map((job) => Math.max(job.need, job.minMember)))
    const nodesFor = (wanted: number): number => Math.max(1, Math.ceil((wanted - places.fixed) / places.each))
    const first = nodesFor(largest)
    const last = Math.max(nodesFor(totalOf(base)), nodes.safeBound(base, at) ?? 1)
    return range(first, Math.min(last, first + MOST_VALUES - 1))
  },
  safeBound(base, at) {
    const places = placesOf(at)
    const bound = boundOf(base)
    if (places === undefined || places.each <= 0 || bound === undefined) return null
    return Math.max(1, Math.ceil((smallestSafeSlots(bound.needs) - places.fixed) / places.each))
  },
}

const inFlight: Ask = {
  path: 'experimenter.inFlight',
  unit: 'jobs in flight',
  best: 'most',
  better: 'more',
  scheduler: 'default',
  parse: Number,
  values: (base) => {
    const { jobs, drawn } = base.workload
    return range(1, Math.min(MOST_VALUES, drawn === undefined ? jobs.length : drawn.perBatch * drawn.batches))
  },
  safeBound(base) {
    const { inFlight: _, ...experimenter } = base.experimenter
    const bound = boundOf({ ...base, experimenter })
    return bound === undefined ? null : safeConcurrency(bound.needs, bound.slots)
  },
}

const WAITS = [1, 2, 3, 5, 7, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240, 300, 450, 600, 900]

const permitWait: Ask = {
  path: 'scheduler.permitWaitingTime',
  unit: 's of permit wait',
  best: 'shortest',
  better: 'less',
  scheduler: 'coscheduling',
  parse: (text) => Number.parseFloat(text),
  values: () => seconds(WAITS),
  safeBound: () => null,
}

const grace: Ask = {
  path: 'experimenter.grace',
  unit: 's of grace',
  // none at all is always the fastest: what is asked is how much may be given
  best: 'longest',
  better: 'more',
  scheduler: 'default',
  parse: (text) => Number.parseFloat(text),
  values: () => seconds([0, 1, 2, 5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 300, 600]),
  safeBound: () => null,
}

const quota: Ask = {
  path: 'scheduler.quotaCpu',
  unit: 'cpu of quota',
  best: 'smallest',
  better: 'less',
  scheduler: 'kueue',
  parse: (text) => (text.endsWith('m') ? Number.parseFloat(text) / 1000 : Number(text)),
  values(base) {
    const cpus = base.workload.jobs.map((job) => job.size * job.request.cpu)
    const step = Math.min(...base.workload.jobs.map((job) => job.request.cpu))
    const total = base.workload.drawn === undefined ? cpus.reduce((a, b) => a + b, 0) : Math.max(...cpus) * 20
    const first = Math.max(...cpus)
    const count = step > 0 ? Math.min(200, Math.floor((total - first) / step) + 1) : 0
    return Array.from({ length: count }, (_, i) => first + i * step).map((m) => ({ value: m / 1000, text: `${m}m` }))
  },
  safeBound(base) {
    const bound = boundOf(base)
    const cpu = base.workload.jobs[0]?.request.cpu
    return bound === undefined || cpu === undefined ? null : (bound.slots * cpu) / 1000
  },
}

export const ASKS: Readonly<Record<string, Ask>> = { nodes, 'permit-wait': permitWait, 'in-flight': inFlight, quota, grace }

/** Everything that --ask takes; machine types are compared by the nodes that each needs. */
export const ASK_NAMES: readonly string[] = [...Object.keys(ASKS), 'machine-type']
