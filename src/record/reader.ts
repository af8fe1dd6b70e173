/** Text of a record to lines, checked. Says file and line of every mistake; the good part can still be had. */
import { ExperimentError, type Problem } from '../errors.ts'
import { FORMAT_VERSION, type Header, type Outcome, type RunEvent } from './events.ts'
import { FIELDS, type FieldType, STAMPS, unexpected } from './fields.ts'

export interface RecordText {
  readonly header: Header
  readonly events: readonly RunEvent[]
  /** undefined in a record cut off */
  readonly outcome: Outcome | undefined
  /** what is wrong with it: empty unless read with `partial` */
  readonly problems: readonly Problem[]
}

export interface ReadOptions {
  /** keep the good part of a damaged record, up to the first bad line, and say in `problems` what is wrong */
  readonly partial?: boolean
}

const PARTIAL = 'run it again, or read the good part with --partial'

type Fields = Readonly<Record<string, FieldType>>

const HEADER: Fields = {
  format: 'whole',
  muster: 'text',
  commit: 'text?',
  backend: { words: ['sim', 'live', 'lab'] },
  scenario: 'text',
  scheduler: 'text',
  seed: 'whole',
  startedAt: 'text?',
}

const OUTCOME: Fields = {
  outcome: { words: ['completed', 'clogged', 'livelock', 'time-limit', 'stopped'] },
  time: 'whole',
  jobs: 'whole',
  completed: 'whole',
}

function show(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value)
}

function checkFields(where: string, line: Readonly<Record<string, unknown>>, fields: Fields): Problem | undefined {
  for (const [field, type] of Object.entries(fields)) {
    const expected = unexpected(type, line[field])
    if (expected !== undefined) return { where: `${where}: ${field}`, expected, got: show(line[field]), todo: PARTIAL }
  }
  return undefined
}

function headerProblem(where: string, line: unknown): Problem | undefined {
  const header = line as Readonly<Record<string, unknown>> | null
  if (typeof header !== 'object' || header === null || header.kind !== 'header') {
    const todo = 'give a file that `npm run sim` or `npm run live` wrote'
    return { where, expected: 'the header of a record ({"kind":"header",...})', got: show(line).slice(0, 60), todo }
  }
  if (typeof header.format === 'number' && header.format > FORMAT_VERSION) {
    const todo = `it was written by muster ${show(header.muster)}: read it with that version or a later one`
    return {
      where: `${where}: format`,
      expected: `at most ${FORMAT_VERSION}, the newest this version knows`,
      got: `${header.format}`,
      todo,
    }
  }
  const problem = checkFields(where, header, HEADER)
  return problem && { ...problem, todo: 'the header says what the record is; without it nothing can be read. Run it again' }
}

/**
 * Reads a record.
 * @param file its name, for messages
 * @throws ExperimentError on a damaged record (unless `partial`), a newer format, or no record at all
 * @example readRecord('{"kind":"header","format":99,"muster":"9.0.0"}', 'a.jsonl') // throws at most 1
 */
export function readRecord(text: string, file: string, options: ReadOptions = {}): RecordText {
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  return readRecordLines(lines, file, options)
}

/** The same of lines that come one after another: a record may be too long for one string. */
export function readRecordLines(lines: Iterable<string>, file: string, options: ReadOptions = {}): RecordText {
  const reading = lines[Symbol.iterator]()
  try {
    return readFrom(reading, file, options)
  } finally {
    // a file that is read piece by piece is closed also where a bad line ends the reading
    reading.return?.()
  }
}

function readFrom(lines: Iterator<string>, file: string, options: ReadOptions): RecordText {
  let next = lines.next()
  const first = parse(next.done === true ? '' : next.value)
  const bad = headerProblem(`${file}:1`, first)
  if (bad !== undefined) throw new ExperimentError([bad])
  const header = first as unknown as Header

  const events: RunEvent[] = []
  const problems: Problem[] = []
  let outcome: Outcome | undefined
  let before: RunEvent | undefined
  let number = 1
  next = lines.next()
  while (next.done !== true && problems.length === 0) {
    const text = next.value
    next = lines.next()
    number++
    const where = `${file}:${number}`
    const line = parse(text)
    if (line === undefined) {
      const got = next.done === true ? `a line cut off after ${text.length} characters` : show(text.slice(0, 40))
      problems.push({ where, expected: 'a whole line of JSON', got, todo: PARTIAL })
    } else if (outcome !== undefined) {
      problems.push({ where, expected: 'the end of the file after the outcome', got: `another line (${show(line.kind)})`, todo: PARTIAL })
    } else if (line.kind === 'outcome') {
      const problem = outcomeProblem(where, line)
      if (problem === undefined) outcome = line as unknown as Outcome
      else problems.push(problem)
    } else {
      const problem = eventProblem(where, line, before)
      if (problem === undefined) {
        before = line as unknown as RunEvent
        events.push(before)
      } else problems.push(problem)
    }
  }
  if (problems.length === 0 && outcome === undefined) {
    const got = `the end of the file after line ${number}`
    problems.push({ where: `${file}:${number}`, expected: 'an outcome as the last line', got, todo: PARTIAL })
  }
  if (problems.length > 0 && options.partial !== true) throw new ExperimentError(problems)
  return { header, events, outcome, problems }
}

function parse(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Readonly<Record<string, unknown>>) : undefined
  } catch {
    return undefined
  }
}

/** The fields that the clog report is counted by; undefined for a run that did not clog. */
const CLOG: Fields = { at: 'whole', slots: 'whole', slotsHeld: 'whole', partialGangs: 'whole', pendingPods: 'whole' }

function outcomeProblem(where: string, line: Readonly<Record<string, unknown>>): Problem | undefined {
  const problem = checkFields(where, line, OUTCOME)
  if (problem !== undefined || line.clog === null) return problem
  if (typeof line.clog !== 'object')
    return { where: `${where}: clog`, expected: 'a clog report, or null', got: show(line.clog), todo: PARTIAL }
  return checkFields(`${where}: clog`, line.clog as Readonly<Record<string, unknown>>, CLOG)
}

function eventProblem(where: string, line: Readonly<Record<string, unknown>>, before: RunEvent | undefined): Problem | undefined {
  const fields: Fields | undefined = Object.hasOwn(FIELDS, `${line.kind}`) ? FIELDS[line.kind as RunEvent['kind']] : undefined
  if (fields === undefined) {
    return { where: `${where}: kind`, expected: `one of ${Object.keys(FIELDS).join(', ')}`, got: show(line.kind), todo: PARTIAL }
  }
  const problem = checkFields(where, line, STAMPS) ?? checkFields(where, line, fields)
  if (problem !== undefined || before === undefined) return problem
  const { seq, time } = line as unknown as RunEvent
  if (seq <= before.seq) return { where: `${where}: seq`, expected: `more than ${before.seq}`, got: `${seq}`, todo: PARTIAL }
  if (time < before.time) return { where: `${where}: time`, expected: `${before.time} or later`, got: `${time}`, todo: PARTIAL }
  return undefined
}
