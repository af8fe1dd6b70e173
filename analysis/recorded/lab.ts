/**
 * A run of data/lab (real schedulers, see its README) in the vocabulary of records, so that everything that reads the
 * record of a simulation reads it too.
 *
 * | line | event |
 * |---|---|
 * | `submit`, `submitted-all`, `bound`, `unschedulable`, `running`, `gone`, `app-end`, `delete-job` | the same |
 * | `created` | `pod-created`; requests from the parameters |
 * | `all-running` | `app-start`: all pods of the job Ready, set-up begins. `start` has the same stamp and is left out |
 * | `succeeded` | `ended` |
 * | `terminating` | `deleting` |
 * | `job-done` | `job-gone`: the calls that delete the Job are answered, its object goes at once (semantics 2.9) |
 * | `tick` with reads | `reads`: PodGroup GETs counted by the API server |
 *
 * Not in the file, but known from its README: the `node` events at the beginning, and `completed`: the experimenter acts
 * on a leader seen Succeeded once the whole batch is submitted. When a single pod became Ready is not known: there is no
 * `ready`.
 */
import { ExperimentError, type Problem } from '../../src/errors.ts'
import type { RunEvent, SeenEvent } from '../../src/record/events.ts'
import type { Note } from '../../src/record/notes.ts'
import { seconds, type Time } from '../../src/units.ts'
import { type LabParameters, labParameters } from './lab-parameters.ts'

/** What the recording program counted, every 5 s and at the end. */
export interface LabTick {
  readonly time: Time
  /** jobs deleted */
  readonly finished: number
  /** pods that hold a node */
  readonly held: number
  /** pods without one */
  readonly pending: number
  /** since the API server's start */
  readonly podGroupGets: number
}

export interface LabRun {
  readonly parameters: LabParameters
  /** microseconds since the recording program began; in order of time */
  readonly events: readonly RunEvent[]
  readonly ticks: readonly LabTick[]
  readonly end: Omit<LabTick, 'podGroupGets'>
}

/** data/lab/README.md, "Base case": 29085840Ki, 400Mi */
const NODE = { cpu: 3920, memory: 29_085_840 * 1024, pods: 110, zone: 'zone-a', usedMemory: 400 * 1024 * 1024 } as const

interface Line {
  readonly t: number
  readonly k: string
  readonly job?: string
  readonly pod?: string
  readonly size?: number
  readonly idx?: number
  readonly node?: string
  readonly m?: string
  readonly P?: Readonly<Record<string, unknown>>
  readonly finished?: number
  readonly held?: number
  readonly pending?: number
  readonly podgroupGets?: number
}

class Translation {
  readonly events: RunEvent[] = []
  readonly ticks: LabTick[] = []
  end: LabRun['end'] | undefined
  readonly #parameters: LabParameters
  readonly #sizes = new Map<string, number>()
  readonly #leadersEnded = new Set<string>()
  #submittedAll = false

  constructor(parameters: LabParameters, began: Time) {
    this.#parameters = parameters
    for (let n = 0; n < parameters.nodes; n++) {
      this.#add(began, { kind: 'node', node: `node-${n}`, ...NODE, usedCpu: parameters.systemCpu })
    }
  }

  #add(time: Time, event: SeenEvent | Note): void {
    this.events.push({ ...event, seq: this.events.length, time })
  }

  /** @returns what was expected, where the line is none that is known */
  apply(line: Line): string | undefined {
    const { k, job = '', pod = '', idx = 0 } = line
    const time = seconds(line.t)
    switch (k) {
      case 'submit':
        this.#sizes.set(job, line.size ?? 0)
        this.#add(time, { kind: 'submit', job, size: line.size ?? 0, need: line.size ?? 0 })
        return undefined
      case 'created':
        this.#add(time, { kind: 'pod-created', pod, job, index: idx, cpu: this.#cpuOf(job), memory: 0 })
        return undefined
      case 'unschedulable':
        this.#add(time, { kind: 'unschedulable', pod, job, message: line.m ?? '' })
        return undefined
      case 'bound':
        this.#add(time, { kind: 'bound', pod, job, index: idx, node: line.node ?? '' })
        return undefined
      case 'running':
      case 'gone':
        this.#add(time, { kind: k, pod, job })
        return undefined
      case 'terminating':
        this.#add(time, { kind: 'deleting', pod, job })
        return undefined
      case 'succeeded':
        this.#add(time, { kind: 'ended', pod, job, phase: 'Succeeded' })
        if (idx !== 0) return undefined
        this.#leadersEnded.add(job)
        if (this.#submittedAll) this.#add(time, { kind: 'completed', job })
        return undefined
      case 'submitted-all':
        this.#add(time, { kind: 'submitted-all' })
        this.#submittedAll = true
        for (const done of this.#sizes.keys()) if (this.#leadersEnded.has(done)) this.#add(time, { kind: 'completed', job: done })
        return undefined
      case 'all-running':
        this.#add(time, { kind: 'app-start', job })
        return undefined
      case 'start':
        return undefined
      case 'app-end':
      case 'delete-job':
        this.#add(time, { kind: k, job })
        return undefined
      case 'job-done':
        this.#add(time, { kind: 'job-gone', job })
        return undefined
      case 'tick':
        return this.#tick(time, line)
      case 'end':
        this.end = { time, finished: line.finished ?? 0, held: line.held ?? 0, pending: line.pending ?? 0 }
        return undefined
      default:
        return 'a kind of line that data/lab/README.md lists'
    }
  }

  #tick(time: Time, { finished = 0, held = 0, pending = 0, podgroupGets = 0 }: Line): undefined {
    this.ticks.push({ time, finished, held, pending, podGroupGets: podgroupGets })
    if (podgroupGets > 0) this.#add(time, { kind: 'reads', total: podgroupGets })
  }

  #cpuOf(job: string): number {
    const { cpu, cpu2 } = this.#parameters
    return this.#sizes.get(job) === 2 ? (cpu2 ?? cpu) : cpu
  }
}

/**
 * Reads a file of data/lab.
 * @param file its name, for messages
 * @throws ExperimentError on a line that is no JSON, a kind that is not known, or a file without beginning or end
 * @example readLabRun('{"t":0,"k":"tick"}', 'a.jsonl') // throws a.jsonl:1: expected a first line of kind "begin"
 */
export function readLabRun(text: string, file: string): LabRun {
  const lines = text.split('\n').filter((l) => l !== '')
  const todo = 'restore the file from data/lab'
  const fail = (where: string, expected: string, got: string): never => {
    throw new ExperimentError([{ where, expected, got, todo }])
  }
  const parse = (i: number): Line => {
    try {
      return JSON.parse(lines[i] as string) as Line
    } catch {
      return fail(`${file}:${i + 1}`, 'a line of JSON', (lines[i] as string).slice(0, 60))
    }
  }
  if (lines.length === 0) fail(file, 'the lines of a run', 'an empty file')
  const first = parse(0)
  if (first.k !== 'begin' || first.P === undefined) fail(`${file}:1`, 'a first line of kind "begin"', JSON.stringify(first.k))
  const parameters = labParameters(first.P ?? {}, `${file}:1`)
  const translation = new Translation(parameters, seconds(first.t))
  const problems: Problem[] = []
  for (let i = 1; i < lines.length; i++) {
    const line = parse(i)
    const expected = translation.apply(line)
    if (expected !== undefined) problems.push({ where: `${file}:${i + 1}: k`, expected, got: JSON.stringify(line.k), todo })
  }
  if (problems.length > 0) throw new ExperimentError(problems)
  const { events, ticks, end } = translation
  if (end === undefined) return fail(file, 'a last line of kind "end"', 'a file cut off')
  return { parameters, events, ticks, end }
}
