/** Two small runs that charts are tested with: the same jobs, once clogged, once completed. */
import { SECOND } from '../../src/units.ts'
import { aClog, type MadeRun, Scene } from './runs.ts'

const PODS = { a: ['a-0', 'a-1', 'a-2'], b: ['b-0', 'b-1', 'b-2'] } as const

function submitted(): Scene {
  const scene = new Scene().nodes(4)
  for (const [job, pods] of Object.entries(PODS)) {
    scene.submit(0, job, 3).job(0.25, 'job-created', job)
    for (const [i, pod] of pods.entries()) scene.create(0.5 + i / 4, pod)
  }
  return new Scene().with(scene.events.toSorted((x, y) => x.time - y.time))
}

/** Two and two of three: both wait for ever. */
export function clogged(): MadeRun {
  const scene = submitted()
  scene.bind(1.5, 'a-0', 'n0').bind(1.5, 'b-0', 'n1').bind(1.75, 'a-1', 'n2').bind(1.75, 'b-1', 'n3')
  for (const pod of ['a-2', 'b-2']) scene.at(2, { kind: 'unschedulable', pod, job: pod.slice(0, 1), message: '0/4 nodes are available' })
  for (const pod of ['a-0', 'b-0', 'a-1', 'b-1']) scene.pod(2.5, 'running', pod).pod(2.75, 'ready', pod)
  const holders = ['a', 'b'].map((job, i) => ({ job, running: 2, size: 3, nodes: [`n${i}`, `n${i + 2}`] }))
  const waits = [
    { job: 'a', missing: 1, for: ['b'] },
    { job: 'b', missing: 1, for: ['a'] },
  ]
  const clog = aClog({
    at: 1.75 * SECOND,
    slots: 4,
    slotsHeld: 4,
    partialGangs: 2,
    pendingPods: 2,
    holders,
    waits,
    remedy: { delete: ['b-0'], frees: 'a' },
  })
  return scene.run({ outcome: 'clogged', clog, time: 12 * SECOND }, { scheduler: 'default@1.27' })
}

/** One after the other. */
export function completed(): MadeRun {
  const scene = submitted()
  const work = (job: 'a' | 'b', from: number): void => {
    for (const [i, pod] of PODS[job].entries()) scene.bind(from + i / 8, pod, `n${i}`)
    for (const [i, pod] of PODS[job].entries()) scene.pod(from + 1 + i / 4, 'running', pod)
    for (const pod of PODS[job]) scene.pod(from + 2, 'ready', pod)
    scene
      .job(from + 2, 'app-start', job)
      .job(from + 5, 'app-end', job)
      .end(from + 5.5, `${job}-0`)
      .job(from + 6, 'completed', job)
    scene.job(from + 6.5, 'delete-job', job).job(from + 6.5, 'job-gone', job)
    for (const pod of PODS[job].slice(1)) scene.pod(from + 6.5, 'deleting', pod)
    for (const pod of PODS[job].slice(1)) scene.pod(from + 9, 'gone', pod)
  }
  for (const pod of PODS.b) {
    scene.at(1.5, { kind: 'attempt', pod, job: 'b', result: 'unschedulable', number: 1, plugin: 'NodeResourcesFit' })
  }
  work('a', 1.5)
  for (const pod of [...PODS.a, ...PODS.b]) scene.at(10.5, { kind: 'attempt', pod, job: pod.slice(0, 1), result: 'bound', number: 1 })
  work('b', 10.5)
  return scene.run({}, { scheduler: 'gang@1.37' })
}

/** Kinds that a cluster puts a stamp of its own on. */
const STAMPED = new Set(['job-created', 'pod-created', 'bound', 'running', 'ready', 'ended'])

/** The run as a real cluster would have shown it, begun 0.4 s after a whole second: stamps cut to whole seconds. */
export function asLive(run: MadeRun): MadeRun {
  const begun = 0.4 * SECOND
  const stamp = (time: number): number => Math.floor((time + begun) / SECOND) * SECOND - begun
  const events = run.events.map((e) => (STAMPED.has(e.kind) ? { ...e, reported: stamp(e.time) } : e))
  return { ...run, header: { ...run.header, backend: 'live' }, events }
}
