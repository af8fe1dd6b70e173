/** What is measured, each against the target it was set. */
import { loadScenario } from '../cli/scenario-files.ts'
import { sortObjects } from '../live/doctor/cluster.ts'
import { diagnose } from '../live/doctor/diagnosis.ts'
import { simulate } from '../sim/cluster.ts'
import { Kernel, Priority, type Target } from '../sim/kernel/kernel.ts'
import type { Experiment } from '../src/experiment/experiment.ts'
import { largeCluster, NOON } from '../test/live/doctor/builders.ts'
import { heapLoop, intervals } from './heap-loop.ts'
import { measure, peakMemory } from './measure.ts'

/** One line of the table. */
export interface Row {
  readonly what: string
  readonly value: string
  readonly target: string
  readonly met: boolean | undefined
}

const ENTITIES = 1000
const EVENTS = 2_000_000

function perSecond(seconds: number): number {
  return EVENTS / seconds / 1e6
}

export function bareHeap(): Row {
  const rate = perSecond(measure(() => void heapLoop(ENTITIES, EVENTS), 5).seconds)
  return {
    what: `bare binary heap, ${ENTITIES} entities`,
    value: `${rate.toFixed(1)} M events/s`,
    target: 'for comparison',
    met: undefined,
  }
}

export function kernelEvents(): Row {
  const work = (): void => {
    const kernel = new Kernel()
    const next = intervals()
    let left = EVENTS
    const entity: Target<number> = {
      fire: (id) => {
        if (--left === 0) kernel.stop()
        else kernel.schedule(kernel.now + next(), Priority.wake, entity, id)
      },
    }
    for (let id = 0; id < ENTITIES; id++) kernel.schedule(next(), Priority.wake, entity, id)
    kernel.run()
  }
  const rate = perSecond(measure(work, 5).seconds)
  return { what: `kernel, ${ENTITIES} entities`, value: `${rate.toFixed(1)} M events/s`, target: '>= 6 M events/s', met: rate >= 6 }
}

const REPLICATION_MS: Readonly<Record<string, number>> = { default: 10, coscheduling: 10, fluence: 10, kueue: 3, gang: 3 }

/** One replication of run10, the median over seeds. */
export function run10(scheduler: string): Row {
  const experiment = loadScenario('run10').experimentFor(scheduler)
  const most = REPLICATION_MS[scheduler] as number
  let seed = 1
  const work = (): void => void simulate(experiment, { seed: seed++, notes: false })
  for (let i = 0; i < 10; i++) work()
  const ms = measure(work, 31).seconds * 1000
  return { what: `run10, one replication, ${scheduler}`, value: `${ms.toFixed(1)} ms`, target: `<= ${most} ms`, met: ms <= most }
}

/** Jobs of ten small pods, submitted at once, ten pods to a node; nothing ends before all are bound. */
function large(nodes: number): Experiment {
  const sets = [`cluster.nodes=${nodes}`, 'workload.cpu=300m', 'workload.sizes=[10]', `workload.iterations=${nodes}`]
  const once = ['experimenter.submits=at-once', 'application.runTime=90h', 'limits.time=100h', 'limits.livelock=24h']
  return loadScenario('run10', [...sets, ...once]).experimentFor('default')
}

/** Wall time until the last of ten pods a node is bound, s. */
function timeToBind(nodes: number, repeats: number): number {
  const experiment = large(nodes)
  const pods = nodes * 10
  const bound = simulate(experiment, { seed: 1, notes: false, until: 3600e6 * (1 + nodes / 1000) }).events.filter((e) => e.kind === 'bound')
  if (bound.length !== pods) throw new Error(`expected ${pods} pods bound, got ${bound.length}`)
  const until = bound.at(-1)?.time ?? 0
  return measure(() => void simulate(experiment, { seed: 1, notes: false, until }), repeats).seconds
}

export function binding(nodes: number, mostSeconds: number, repeats: number): Row {
  const seconds = timeToBind(nodes, repeats)
  const what = `default, ${count(nodes * 10)} pods on ${count(nodes)} nodes`
  const memory = peakMemory()
  return {
    what,
    value: `${seconds.toFixed(2)} s, ${memory.toFixed(0)} MiB`,
    target: `<= ${mostSeconds} s, < 1024 MiB`,
    met: seconds <= mostSeconds && memory < 1024,
  }
}

/** 1x, 2x, 4x the pods and nodes. */
export function scaling(nodes: number): Row {
  const [one, two, four] = [1, 2, 4].map((n) => timeToBind(nodes * n, 3)) as [number, number, number]
  const value = `${one.toFixed(2)} s, ${two.toFixed(2)} s, ${four.toFixed(2)} s: 1 : ${(two / one).toFixed(1)} : ${(four / one).toFixed(1)}`
  return {
    what: `default, ${[1, 2, 4].map((n) => count(nodes * n * 10)).join(', ')} pods`,
    value,
    target: 'near 1 : 2 : 4',
    met: four / one <= 6,
  }
}

function count(n: number): string {
  return n.toLocaleString('en-US')
}

/** The doctor on 5,000 pods of 500 gangs on 1,000 nodes, every gang one pod short: from JSON text to the answer. */
export function doctor(): Row {
  const text = JSON.stringify(largeCluster(1000, 500, 10))
  const work = (): void => {
    if (diagnose(sortObjects(JSON.parse(text)), { now: NOON }).verdict !== 'deadlock') throw new Error('expected a deadlock')
  }
  const { seconds } = measure(work, 5)
  return { what: 'doctor, 5,000 pods on 1,000 nodes', value: `${seconds.toFixed(2)} s`, target: '<= 3 s', met: seconds <= 3 }
}
