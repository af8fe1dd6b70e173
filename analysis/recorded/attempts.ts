/**
 * The attempts of a real scheduler to place a pod, from its own log (data/lab/attempts). Two outcomes are in them: bound,
 * and found to fit nowhere (also by a plugin, before any node was looked at). A pod that waited on Permit and was then
 * rejected is not, so `number` in the notes made here counts what is listed.
 */
import { ExperimentError, type Problem } from '../../src/errors.ts'
import { parseTable } from '../../src/experiment/recorded.ts'
import type { RunEvent } from '../../src/record/events.ts'
import { seconds, type Time } from '../../src/units.ts'

export interface Attempt {
  /** on the clock of the run, give or take a few milliseconds (0.1 s in the busiest run) */
  readonly time: Time
  readonly pod: string
  readonly result: 'bound' | 'unschedulable'
}

/**
 * Reads a file of data/lab/attempts: in order of time.
 * @throws ExperimentError on a cell that is neither a time nor a result, with file and line
 * @example readAttempts('t_s,pod,result\n0.5,a-0,bound\n', 'a.csv') // [{ time: 500_000, pod: 'a-0', result: 'bound' }]
 */
export function readAttempts(text: string, file: string): readonly Attempt[] {
  const problems: Problem[] = []
  const attempts = parseTable(text).map((row, i): Attempt => {
    const { t_s, pod = '', result } = row
    const refuse = (column: string, expected: string): void => {
      const where = `${file}:${i + 2}: ${column}`
      problems.push({ where, expected, got: JSON.stringify(row[column] ?? 'nothing'), todo: 'restore the file from data/lab' })
    }
    if (t_s === undefined || t_s === '' || !Number.isFinite(Number(t_s))) refuse('t_s', 'seconds')
    if (result !== 'bound' && result !== 'unschedulable') refuse('result', 'bound or unschedulable')
    return { time: seconds(Number(t_s)), pod, result: result === 'bound' ? 'bound' : 'unschedulable' }
  })
  if (problems.length > 0) throw new ExperimentError(problems)
  return attempts.sort((a, b) => a.time - b.time)
}

/** Name of the job of a pod of an Indexed Job: `<job>-<index>-<random>`. */
function jobOf(pod: string): string {
  return pod.split('-').slice(0, -2).join('-')
}

/**
 * Puts the attempts among the events of their run, as the notes that a model makes of its own. An attempt stamped like an
 * event comes after it; one stamped before its pod was seen (the log is faster than a watch) comes with the pod.
 */
export function withAttempts(events: readonly RunEvent[], attempts: readonly Attempt[]): RunEvent[] {
  const merged: RunEvent[] = []
  const counts = new Map<string, number>()
  const early = new Map<string, Attempt[]>()
  let next = 0
  const add = ({ pod, result }: Attempt, time: Time): void => {
    const number = (counts.get(pod) ?? 0) + 1
    counts.set(pod, number)
    merged.push({ kind: 'attempt', pod, job: jobOf(pod), result, number, seq: merged.length, time })
  }
  const upTo = (time: Time): void => {
    for (let a = attempts[next]; a !== undefined && a.time < time; a = attempts[++next]) {
      if (counts.has(a.pod)) add(a, a.time)
      else early.set(a.pod, [...(early.get(a.pod) ?? []), a])
    }
  }
  for (const event of events) {
    upTo(event.time)
    merged.push({ ...event, seq: merged.length })
    if (event.kind !== 'pod-created') continue
    counts.set(event.pod, 0)
    for (const a of early.get(event.pod) ?? []) add(a, event.time)
  }
  upTo(Number.POSITIVE_INFINITY)
  return merged
}
