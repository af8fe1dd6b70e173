/** Arbitrary small experiments, cheap enough to be simulated a thousand times: 2 to 6 nodes, 1 to 6 jobs, short times. */
import fc from 'fast-check'
import type { Distribution } from '../../src/experiment/distribution.ts'
import type { Experiment, Experimenter, JobRequest } from '../../src/experiment/experiment.ts'
import { seconds } from '../../src/units.ts'
import { asks } from './builders.ts'
import { experimentOf } from './scenarios.ts'

export interface SmallRun {
  readonly experiment: Experiment
  readonly seed: number
  /** places for pods of 2 cores */
  readonly slots: number
}

export interface SmallOptions {
  /** submissions; all kinds unless said */
  readonly submits?: Experimenter['submits']
  readonly watches?: Experimenter['watches']
  /** writes that all take the same time, so that what is asked together happens together */
  readonly evenWrites?: boolean
  /** whether in some of them pods ask for unlike amounts of cpu; otherwise all ask for 2 cores */
  readonly unlike?: boolean
  /** whether minMember may be smaller than the size */
  readonly smallerMinMember?: boolean
}

const bases = new Map<string, Experiment>()

/** The parts that do not vary; read once for each scheduler. */
function base(scheduler: string): Experiment {
  let made = bases.get(scheduler)
  if (made === undefined) {
    made = experimentOf('workload: { cpu: 2, jobs: [{ name: a, size: 1 }] }', scheduler)
    bases.set(scheduler, made)
  }
  return made
}

const uniform = (low: number, high: number): Distribution => [{ kind: 'uniform', low: seconds(low), high: seconds(high) }]
const fixed = (s: number): Distribution => [{ kind: 'fixed', value: seconds(s) }]

interface Shape {
  readonly nodes: number
  readonly slots: number
  readonly zones: number
  readonly jobs: readonly { readonly size: number; readonly cpu: number; readonly less: number }[]
  readonly submits: Experimenter['submits']
  readonly watches: Experimenter['watches']
  readonly order: Experimenter['order']
  readonly podGroup: Experimenter['podGroup']
  readonly gap: number
  /** plain Jobs, or MiniClusters whose application begins when all pods are ready, or all brokers online */
  readonly kind: 'job' | 'mini-cluster' | 'brokers'
  readonly ends: 'leader' | 'all'
  readonly run: number
  readonly grace: number
}

function jobsOf(shape: Shape, options: SmallOptions): JobRequest[] {
  return shape.jobs.map(({ size, cpu, less }, number) => {
    // every job fits the empty cluster: as many places as nodes x slots, of 2 cores each
    const fits = Math.min(size, shape.nodes * shape.slots)
    const minMember = options.smallerMinMember ? Math.max(1, fits - less) : fits
    return {
      number,
      name: `job-${number}`,
      size: fits,
      need: fits,
      minMember,
      request: asks(cpu),
      tasks: 0,
      minSize: 0,
      priority: 0,
      batch: 0,
      iteration: number,
      app: '',
    }
  })
}

function experimentFrom(scheduler: string, shape: Shape, options: SmallOptions): Experiment {
  const from = base(scheduler)
  const [pool] = from.cluster.pools
  if (pool === undefined) throw new RangeError('expected a pool')
  const zones = Array.from({ length: shape.zones }, (_, i) => `zone-${i}`)
  const allocatable = { ...pool.allocatable, cpu: 2000 * shape.slots + 1600 }
  return {
    ...from,
    cluster: {
      ...from.cluster,
      pools: [{ ...pool, nodes: shape.nodes, allocatable, zones, system: { cpu: 600, memory: 4e8, pods: 1, gpu: 0 } }],
    },
    workload: { kind: shape.kind === 'job' ? 'job' : 'mini-cluster', jobs: jobsOf(shape, options) },
    application: {
      ends: shape.ends,
      startsWhen: shape.kind === 'brokers' ? 'brokers' : 'ready',
      setUp: uniform(0, 1),
      runTime: { '': uniform(0.1, shape.run) },
    },
    kubelet: {
      init: fixed(1),
      start: uniform(0.2, 1),
      ready: uniform(0, 0.5),
      exit: uniform(0.1, 1),
      teardown: uniform(0.1, 1),
      removal: seconds(0.2),
    },
    experimenter: {
      ...from.experimenter,
      submits: shape.submits,
      order: shape.order,
      podGroup: shape.podGroup,
      watches: shape.watches,
      gap: uniform(0, shape.gap),
      call: fixed(0),
      lag: uniform(0.1, 2),
      grace: seconds(shape.grace),
    },
    api: { write: options.evenWrites ? fixed(0.004) : uniform(0.001, 0.006), watch: uniform(0.0005, 0.003), read: uniform(0.001, 0.003) },
    // a run that makes no progress is cut off early: what is checked holds at every moment
    limits: { time: seconds(400), livelock: seconds(120) },
    scheduler: { ...from.scheduler, ...(from.scheduler.permitWaitingTime === undefined ? {} : { permitWaitingTime: seconds(30) }) },
  }
}

/** Experiments for a scheduler by `name@version`, each with a seed. */
export function smallRuns(scheduler: string, options: SmallOptions = {}): fc.Arbitrary<SmallRun> {
  const cpu = options.unlike
    ? fc.oneof({ weight: 4, arbitrary: fc.constant(2000) }, { weight: 1, arbitrary: fc.constantFrom(500, 1000) })
    : fc.constant(2000)
  return fc
    .record({
      seed: fc.nat(1_000_000),
      shape: fc.record({
        nodes: fc.integer({ min: 2, max: 6 }),
        slots: fc.constantFrom(1, 1, 1, 2),
        zones: fc.constantFrom(1, 1, 2),
        jobs: fc.array(fc.record({ size: fc.integer({ min: 1, max: 5 }), cpu, less: fc.constantFrom(0, 0, 1, 2) }), {
          minLength: 1,
          maxLength: 6,
        }),
        submits:
          options.submits === undefined
            ? fc.constantFrom<Experimenter['submits']>('sequential', 'at-once', 'arrivals')
            : fc.constant(options.submits),
        watches:
          options.watches === undefined ? fc.constantFrom<Experimenter['watches']>('after-batch', 'at-once') : fc.constant(options.watches),
        order: fc.constantFrom<Experimenter['order']>('listed', 'shuffled'),
        podGroup: fc.constantFrom<Experimenter['podGroup']>('before', 'after'),
        gap: fc.constantFrom(0, 0.3, 3),
        kind: fc.constantFrom<Shape['kind']>('job', 'job', 'mini-cluster', 'brokers'),
        ends: fc.constantFrom<'leader' | 'all'>('leader', 'all'),
        run: fc.constantFrom(0.2, 3, 20),
        grace: fc.constantFrom(0, 2, 10),
      }),
    })
    .map(({ seed, shape }) => ({ seed, slots: shape.nodes * shape.slots, experiment: experimentFrom(scheduler, shape, options) }))
}
