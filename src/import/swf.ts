/**
 * Traces in the Standard Workload Format (18 numbers a line, `;` comments that begin a file as its header), read and written.
 * The format's -1 becomes absence here and nowhere else.
 */
import { ExperimentError, type Problem } from '../errors.ts'

/** A job of a trace. Times in seconds, memory in KB for each processor; what is -1 in the file is absent. */
export interface SwfJob {
  /** of the file, from 1 */
  readonly line: number
  readonly number: number
  readonly submit?: number
  readonly wait?: number
  readonly runTime?: number
  readonly processors?: number
  readonly cpuTime?: number
  readonly memoryUsed?: number
  readonly processorsAsked?: number
  readonly timeAsked?: number
  readonly memoryAsked?: number
  readonly status?: number
  readonly user?: number
  readonly group?: number
  readonly executable?: number
  readonly queue?: number
  readonly partition?: number
  readonly before?: number
  readonly thinkTime?: number
}

export interface Swf {
  /** `; MaxNodes: 128` -> MaxNodes: '128'; of keys given again, as of several notes, the first */
  readonly header: Readonly<Record<string, string>>
  readonly jobs: readonly SwfJob[]
}

/** Fields in the order of the format. */
const FIELDS = [
  'number',
  'submit',
  'wait',
  'runTime',
  'processors',
  'cpuTime',
  'memoryUsed',
  'processorsAsked',
  'timeAsked',
  'memoryAsked',
  'status',
  'user',
  'group',
  'executable',
  'queue',
  'partition',
  'before',
  'thinkTime',
] as const

/**
 * Reads a trace.
 * @throws ExperimentError with every line that is none
 * @example readSwf('; MaxProcs: 4\n1 0 -1 60 2 -1 -1 2 -1 -1 1 -1 -1 -1 -1 -1 -1 -1', 't.swf').jobs[0]
 * // { line: 2, number: 1, submit: 0, runTime: 60, processors: 2, processorsAsked: 2, status: 1 }
 */
export function readSwf(text: string, file: string): Swf {
  const header: Record<string, string> = {}
  const jobs: SwfJob[] = []
  const problems: Problem[] = []
  for (const [i, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.trim()
    if (line === '') continue
    if (line.startsWith(';')) {
      const match = /^;+\s*([A-Za-z]\w*)\s*:\s*(.*)$/.exec(line)
      if (match !== null && jobs.length === 0) header[match[1] as string] ??= match[2] as string
      continue
    }
    const words = line.split(/\s+/)
    const numbers = words.map(Number)
    if (words.length !== FIELDS.length || numbers.some((n) => !Number.isFinite(n))) {
      const wrong = words.find((_, at) => !Number.isFinite(numbers[at]))
      problems.push({
        where: `${file}:${i + 1}`,
        expected: '18 numbers',
        got: words.length !== FIELDS.length ? String(words.length) : JSON.stringify(wrong),
        todo: 'a trace of the Standard Workload Format has 18 fields a line, -1 for what is unknown, and comments after ";"',
      })
      continue
    }
    const known = FIELDS.flatMap((field, at) => ((numbers[at] as number) < 0 && field !== 'number' ? [] : [[field, numbers[at]]]))
    jobs.push({ line: i + 1, ...Object.fromEntries(known) } as SwfJob)
  }
  if (problems.length > 0) throw new ExperimentError(problems)
  return { header, jobs }
}

/**
 * Writes a trace that `readSwf` reads back.
 * @example writeSwf({ header: { MaxNodes: '2' }, jobs: [{ line: 2, number: 1, submit: 0, runTime: 60 }] })
 * // '; MaxNodes: 2\n1 0 -1 60 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1\n'
 */
export function writeSwf({ header, jobs }: Swf): string {
  const head = Object.entries(header).map(([key, value]) => `; ${key}: ${value}\n`)
  return [...head, ...jobs.map((job) => `${FIELDS.map((field) => job[field] ?? -1).join(' ')}\n`)].join('')
}
