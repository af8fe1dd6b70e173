/** From settings to an experiment: every parameter under its own name, defaults filled in. */
import type { Problem } from '../errors.ts'
import type { Taint } from '../objects/index.ts'
import { inSeconds } from '../units.ts'
import { slots } from './capacity.ts'
import type { Experiment, JobRequest, NodePool, SchedulerSpec } from './experiment.ts'
import { listJobs } from './job-list.ts'
import type { Machine, Machines } from './machines.ts'
import { type Parameter, placeOf, type RecordOf } from './parameter.ts'
import type { POOL_FIELDS } from './parameters/cluster.ts'
import { API, APPLICATION, CLUSTER, CONTROLLERS, EXPERIMENTER, FLUX, KUBELET, LIMITS, SCHEDULER } from './parameters/index.ts'
import { formatCpu, formatMemory } from './quantities.ts'
import type { SchedulerChoice } from './schedulers.ts'
import type { Settings } from './settings.ts'
import { didYouMean } from './suggest.ts'

type Report = (problem: Problem) => void
type PoolEntry = RecordOf<typeof POOL_FIELDS>
type ValuesOf<S> = { readonly [K in keyof S]: S[K] extends Parameter<infer T> ? T : never }

/** All values of a section whose parameters have defaults. */
function section<S extends Readonly<Record<string, Parameter>>>(settings: Settings, entries: S): ValuesOf<S> {
  return Object.fromEntries(Object.entries(entries).map(([key, p]) => [key, settings.value(p)])) as ValuesOf<S>
}

/** Those of the values that are set. */
function present<O extends object>(values: O): { readonly [K in keyof O]?: Exclude<O[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, v]) => v !== undefined)) as { [K in keyof O]?: Exclude<O[K], undefined> }
}

function taintOf(text: string): Taint {
  const colon = text.lastIndexOf(':')
  const [key = '', value = ''] = text.slice(0, colon).split('=')
  return { key, value, effect: text.slice(colon + 1) as Taint['effect'] }
}

function labelOf(text: string): readonly [string, string] {
  const at = text.indexOf('=')
  return [text.slice(0, at), text.slice(at + 1)]
}

function poolOf(settings: Settings, entry: PoolEntry, name: string, machine: Machine): NodePool {
  const own = machine.allocatable
  const { names } = entry
  const price = entry.price ?? settings.optional(CLUSTER.price) ?? machine.price
  return {
    name,
    nodes: names?.length ?? entry.nodes ?? settings.value(CLUSTER.nodes),
    ...(names === undefined ? {} : { names }),
    allocatable: {
      cpu: entry.cpu ?? settings.optional(CLUSTER.allocatableCpu) ?? own.cpu,
      memory: entry.memory ?? settings.optional(CLUSTER.allocatableMemory) ?? own.memory,
      pods: entry.pods ?? settings.optional(CLUSTER.allocatablePods) ?? own.pods,
      gpu: entry.gpu ?? settings.optional(CLUSTER.allocatableGpu) ?? own.gpu,
    },
    system: {
      cpu: entry.systemCpu ?? settings.value(CLUSTER.systemCpu),
      memory: entry.systemMemory ?? settings.value(CLUSTER.systemMemory),
      pods: entry.systemPods ?? settings.value(CLUSTER.systemPods),
      gpu: 0,
    },
    zones: entry.zones ?? settings.value(CLUSTER.zones),
    taints: (entry.taints ?? settings.value(CLUSTER.taints)).map(taintOf),
    labels: Object.fromEntries((entry.labels ?? settings.value(CLUSTER.labels)).map(labelOf)),
    ...(price === undefined ? {} : { price }),
  }
}

function pools(settings: Settings, machines: Machines, report: Report): NodePool[] {
  const names = new Set<string>()
  const nodeNames = new Set<string>()
  const entries: readonly PoolEntry[] = settings.optional(CLUSTER.pools) ?? [{}]
  return entries.flatMap((entry, i) => {
    const where = placeOf(entry) ?? settings.where(CLUSTER.machine)
    const wanted = entry.machine ?? settings.value(CLUSTER.machine)
    const machine = machines.get(wanted)
    if (machine === undefined) {
      report({
        where,
        expected: 'a machine type of data/machines.yaml',
        got: JSON.stringify(wanted),
        todo: didYouMean(wanted, [...machines.keys()]),
      })
      return []
    }
    const pool = poolOf(settings, entry, entry.name ?? (entries.length === 1 ? 'pool' : `pool-${i}`), machine)
    if (names.has(pool.name))
      report({ where, expected: 'names of pools that differ', got: pool.name, todo: 'give each pool a name of its own' })
    names.add(pool.name)
    for (const node of pool.names ?? []) {
      if (nodeNames.has(node))
        report({ where, expected: 'names of nodes that differ', got: `${node} again`, todo: 'give each node a name of its own' })
      nodeNames.add(node)
    }
    for (const r of ['cpu', 'memory', 'pods'] as const) {
      if (pool.system[r] <= pool.allocatable[r]) continue
      const print = r === 'cpu' ? formatCpu : r === 'memory' ? formatMemory : String
      report({
        where:
          placeOf(entry) ?? settings.where(r === 'cpu' ? CLUSTER.systemCpu : r === 'memory' ? CLUSTER.systemMemory : CLUSTER.systemPods),
        expected: `system ${r} up to the ${print(pool.allocatable[r])} that a node offers`,
        got: print(pool.system[r]),
        todo: 'a node cannot hold more than it offers: lower the system load or take another machine type',
      })
    }
    return [pool]
  })
}

function schedulerOf(settings: Settings, choice: SchedulerChoice, report: Report): SchedulerSpec {
  const {
    permitWaitingTime,
    podGroupBackoff,
    rejectPercentage,
    lateRejections,
    quotaCpu,
    quotaPods,
    queueingStrategy,
    blockAdmission,
    podsReadyTimeout,
    requeueLimit,
    ...shared
  } = SCHEDULER
  const own = {
    permitWaitingTime,
    podGroupBackoff,
    rejectPercentage,
    lateRejections,
    quotaCpu,
    quotaPods,
    queueingStrategy,
    blockAdmission,
    podsReadyTimeout,
    requeueLimit,
  }
  const values = section(settings, shared)
  if (values.maxBackoff < values.initialBackoff) {
    report({
      where: settings.where(SCHEDULER.maxBackoff),
      expected: `at least scheduler.initialBackoff (${inSeconds(values.initialBackoff)}s)`,
      got: `${inSeconds(values.maxBackoff)}s`,
      todo: 'the longest back-off cannot be below the first',
    })
  }
  const owned = present(Object.fromEntries(Object.entries(own).map(([key, p]) => [key, settings.optional(p as Parameter)])))
  return { name: choice.name, version: choice.version, ...values, backgroundEvents: inSeconds(values.backgroundEvents), ...owned }
}

/** Works out something of a job once for all jobs whose pods are alike. */
function byKind<T>(of: (job: JobRequest) => T): (job: JobRequest) => T {
  const known = new Map<string, T>()
  return (job) => {
    const key = JSON.stringify([job.request, job.tolerations, job.nodeSelector])
    if (!known.has(key)) known.set(key, of(job))
    return known.get(key) as T
  }
}

/** Where a job asks for more than the cluster has. */
function tooLarge(cluster: readonly NodePool[], listed: ReturnType<typeof listJobs>['listed'], report: Report): void {
  const seen = new Set<string>()
  const roomFor = byKind((job) => slots(cluster, job.request, job))
  for (const { job, where } of listed) {
    const wanted = Math.max(job.need, job.minMember)
    const key = `${where} ${job.size}`
    if (seen.has(key)) continue
    const most = roomFor(job)
    if (wanted <= most) continue
    seen.add(key)
    const { cpu, memory, gpu } = job.request
    const request = [
      `cpu ${formatCpu(cpu)}`,
      ...(memory > 0 ? [`memory ${formatMemory(memory)}`] : []),
      ...(gpu > 0 ? [`gpu ${gpu}`] : []),
      ...Object.entries(job.nodeSelector ?? {}).map(([key, value]) => `on nodes with ${key}=${value}`),
    ].join(', ')
    report({
      where,
      expected: `a job of at most ${most} pods of ${request}: more do not fit the empty cluster at once`,
      got: `${job.name} with ${wanted} pods`,
      todo: 'take more nodes (cluster.nodes), larger ones (cluster.machine), or a smaller job: this one could never run',
    })
  }
}

export interface BuildInput {
  readonly name: string
  readonly title: string
  readonly choice: SchedulerChoice
  readonly settings: Settings
  readonly machines: Machines
}

/** The experiment of one scheduler; what is wrong is reported, and the experiment then not to be used. */
export function buildExperiment(input: BuildInput, report: Report): Experiment {
  const { settings, choice } = input
  for (const problem of settings.foreign()) report(problem)
  const cluster = pools(settings, input.machines, report)
  const { workload, listed, runTimes } = listJobs(settings, report)
  if (cluster.length > 0) tooLarge(cluster, listed, report)
  const said = section(settings, APPLICATION)
  const application = { ...said, runTime: { ...said.runTime, ...runTimes } }
  if (application.startsWhen === 'brokers' && workload.kind !== 'mini-cluster') {
    report({
      where: settings.where(APPLICATION.startsWhen),
      expected: 'ready, as workload.kind is job',
      got: 'brokers',
      todo: 'only MiniClusters have Flux brokers: set workload.kind to mini-cluster',
    })
  }
  const { podGroupTimeout, inFlight, ...experimenter } = EXPERIMENTER
  return {
    name: input.name,
    title: input.title,
    cluster: { pools: cluster, machine: settings.value(CLUSTER.machine) },
    workload,
    application,
    flux: section(settings, FLUX),
    kubelet: section(settings, KUBELET),
    experimenter: {
      ...section(settings, experimenter),
      ...present({ podGroupTimeout: settings.optional(podGroupTimeout), inFlight: settings.optional(inFlight) }),
    },
    controllers: section(settings, CONTROLLERS),
    api: section(settings, API),
    scheduler: schedulerOf(settings, choice, report),
    limits: section(settings, LIMITS),
  }
}
