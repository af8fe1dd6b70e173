/** Records for tests: a builder that fills in what a test is not about, and arbitrary runs that a cluster could show. */
import fc from 'fast-check'
import type { ClogReport, Header, Outcome, RunEvent, SeenEvent } from '../../src/record/events.ts'
import type { Note } from '../../src/record/notes.ts'
import { SECOND } from '../../src/units.ts'

export const HEADER: Header = {
  kind: 'header',
  format: 1,
  muster: '0.1.0',
  backend: 'sim',
  scenario: 'test',
  scheduler: 'default@1.27',
  seed: 1,
  experiment: { name: 'test' },
}

export interface MadeRun {
  readonly header: Header
  readonly events: readonly RunEvent[]
  readonly outcome: Outcome
}

/** Writes events down at times in seconds. Jobs are named by the prefix of the pod: `a-0` is a pod of `a`. */
export class Scene {
  readonly events: RunEvent[] = []
  #seq = 0

  /** Any event, at a time in seconds. */
  at(timeS: number, event: SeenEvent | Note): this {
    this.events.push({ seq: this.#seq++, time: Math.round(timeS * SECOND), ...event } as RunEvent)
    return this
  }

  /** Events made elsewhere, renumbered. */
  with(events: readonly RunEvent[]): this {
    for (const event of events) this.events.push({ ...event, seq: this.#seq++ })
    return this
  }

  nodes(count: number, cpu = 4000, usedCpu = 600): this {
    for (let i = 0; i < count; i++) {
      this.at(0, { kind: 'node', node: `n${i}`, cpu, memory: 16e9, pods: 110, zone: 'z', usedCpu, usedMemory: 4e8 })
    }
    return this
  }

  submit(timeS: number, job: string, size: number, need = size): this {
    return this.at(timeS, { kind: 'submit', job, size, need })
  }

  create(timeS: number, pod: string, cpu = 2000): this {
    return this.at(timeS, { kind: 'pod-created', pod, job: jobOf(pod), index: indexOf(pod), cpu, memory: 0 })
  }

  bind(timeS: number, pod: string, node: string): this {
    return this.at(timeS, { kind: 'bound', pod, job: jobOf(pod), index: indexOf(pod), node })
  }

  /** Something that happens to a pod. */
  pod(timeS: number, kind: 'initialized' | 'running' | 'ready' | 'deleting' | 'gone', pod: string): this {
    return this.at(timeS, { kind, pod, job: jobOf(pod) })
  }

  end(timeS: number, pod: string, phase: 'Succeeded' | 'Failed' = 'Succeeded'): this {
    return this.at(timeS, { kind: 'ended', pod, job: jobOf(pod), phase })
  }

  /** Something that happens to a job. */
  job(
    timeS: number,
    kind: 'job-created' | 'admitted' | 'evicted' | 'quorum' | 'app-start' | 'app-end' | 'completed' | 'delete-job' | 'job-gone',
    job: string,
  ): this {
    return this.at(timeS, { kind, job })
  }

  run(outcome: Partial<Outcome> = {}, header: Partial<Header> = {}): MadeRun {
    const time = this.events.at(-1)?.time ?? 0
    const count = (kind: string): number => this.events.filter((e) => e.kind === kind).length
    const whole: Outcome = {
      kind: 'outcome',
      outcome: count('completed') === count('submit') ? 'completed' : 'stopped',
      time,
      jobs: count('submit'),
      completed: count('completed'),
      clog: null,
      ...outcome,
    }
    return { header: { ...HEADER, ...header }, events: this.events, outcome: whole }
  }
}

function jobOf(pod: string): string {
  return pod.slice(0, pod.lastIndexOf('-'))
}

function indexOf(pod: string): number {
  return Number(pod.slice(pod.lastIndexOf('-') + 1))
}

export function aClog(overrides: Partial<ClogReport> = {}): ClogReport {
  return {
    kind: 'deadlock',
    at: 10 * SECOND,
    slots: 6,
    slotsHeld: 6,
    partialGangs: 2,
    pendingPods: 2,
    holders: [{ job: 'a', running: 3, size: 4, nodes: ['n0', 'n1', 'n2'] }],
    waits: [{ job: 'a', missing: 1, for: ['b'] }],
    remedy: { delete: ['b-0'], frees: 'a' },
    ...overrides,
  }
}

type PodState = 'pending' | 'bound' | 'running' | 'ready' | 'ended' | 'gone'

interface SketchPod {
  readonly name: string
  readonly job: string
  readonly index: number
  node: number
  state: PodState
  deleting: boolean
}

interface SketchJob {
  readonly name: string
  readonly size: number
  readonly need: number
  readonly pods: SketchPod[]
  readonly said: Set<string>
}

/**
 * Turns a list of arbitrary numbers into events that could follow one another on a cluster of one-slot nodes: whatever is
 * possible next is listed, and the number chooses. Nothing is sensible about it, everything is allowed.
 */
function sketch(choices: readonly (readonly [number, number])[], nodes: number): RunEvent[] {
  const scene = new Scene().nodes(nodes)
  const jobs: SketchJob[] = []
  const held = new Array<boolean>(nodes).fill(false)
  let time = 0
  const emit = (event: SeenEvent): void => void scene.at(time / SECOND, event)
  const free = (pod: SketchPod): void => {
    if (pod.node >= 0) held[pod.node] = false
  }
  const podMoves = (pod: SketchPod): (() => void)[] => {
    const { name: p, job } = pod
    const moves: (() => void)[] = []
    const step = (from: PodState, to: PodState, event: SeenEvent): void => {
      if (pod.state === from)
        moves.push(() => {
          pod.state = to
          emit(event)
        })
    }
    const node = held.indexOf(false)
    if (pod.state === 'pending' && node >= 0 && !pod.deleting) {
      moves.push(() => {
        held[node] = true
        pod.node = node
        pod.state = 'bound'
        emit({ kind: 'bound', pod: p, job, index: pod.index, node: `n${node}` })
      })
    }
    step('bound', 'running', { kind: 'running', pod: p, job })
    step('running', 'ready', { kind: 'ready', pod: p, job })
    if (pod.state === 'running' || pod.state === 'ready') {
      moves.push(() => {
        pod.state = 'ended'
        free(pod)
        emit({ kind: 'ended', pod: p, job, phase: 'Succeeded' })
      })
    }
    if (!pod.deleting && pod.state !== 'gone') {
      moves.push(() => {
        pod.deleting = true
        emit({ kind: 'deleting', pod: p, job })
      })
    }
    if (pod.deleting && pod.state !== 'gone') {
      moves.push(() => {
        free(pod)
        pod.state = 'gone'
        emit({ kind: 'gone', pod: p, job })
      })
    }
    return moves
  }
  const jobMoves = (job: SketchJob): (() => void)[] => {
    const moves: (() => void)[] = []
    for (const kind of ['job-created', 'admitted', 'quorum', 'app-start', 'app-end', 'completed', 'delete-job', 'job-gone'] as const) {
      if (!job.said.has(kind)) {
        moves.push(() => {
          job.said.add(kind)
          emit({ kind, job: job.name })
        })
      }
    }
    if (job.pods.length < job.size) {
      moves.push(() => {
        const pod: SketchPod = {
          name: `${job.name}-${job.pods.length}`,
          job: job.name,
          index: job.pods.length,
          node: -1,
          state: 'pending',
          deleting: false,
        }
        job.pods.push(pod)
        emit({ kind: 'pod-created', pod: pod.name, job: job.name, index: pod.index, cpu: 2000, memory: 0 })
      })
    }
    for (const pod of job.pods) moves.push(...podMoves(pod))
    return moves
  }
  for (const [choice, gap] of choices) {
    time += gap
    const moves = jobs.flatMap(jobMoves)
    if (jobs.length < 5) {
      moves.push(() => {
        const size = 1 + (choice % 4)
        const job: SketchJob = { name: `j${jobs.length}`, size, need: 1 + (choice % size), pods: [], said: new Set() }
        jobs.push(job)
        emit({ kind: 'submit', job: job.name, size, need: job.need })
      })
    }
    moves[choice % moves.length]?.()
  }
  return scene.events
}

/** Runs on one to four nodes of one slot each. */
export const arbitraryRun: fc.Arbitrary<MadeRun> = fc
  .record({
    nodes: fc.integer({ min: 1, max: 4 }),
    choices: fc.array(fc.tuple(fc.nat(1_000_000), fc.nat(3_000_000)), { maxLength: 120 }),
    tail: fc.nat(5_000_000),
  })
  .map(({ nodes, choices, tail }) => {
    const events = sketch(choices, nodes)
    return new Scene().with(events).run({ time: (events.at(-1)?.time ?? 0) + tail })
  })
