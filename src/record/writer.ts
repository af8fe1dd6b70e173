/** Lines of a record to text. The same line always gives the same bytes: the order of its fields is fixed. */
import type { Header, Line, Outcome, RunEvent } from './events.ts'
import { FIELDS, STAMPS } from './fields.ts'

const HEADER_FIELDS = [
  'kind',
  'format',
  'muster',
  'commit',
  'backend',
  'scenario',
  'scheduler',
  'seed',
  'experiment',
  'cluster',
  'startedAt',
] as const satisfies readonly (keyof Header)[]

const OUTCOME_FIELDS = ['kind', 'outcome', 'time', 'jobs', 'completed', 'clog', 'totals'] as const satisfies readonly (keyof Outcome)[]

const EVENT_FIELDS = new Map(
  Object.entries(FIELDS).map(([kind, fields]) => [kind, [...Object.keys(STAMPS), 'kind', ...Object.keys(fields)]]),
)

/** The fields that are there, known ones first and in their order, others after them by name. Values keep their own order. */
function ordered(line: object, known: readonly string[]): Record<string, unknown> {
  const from = line as Readonly<Record<string, unknown>>
  const out: Record<string, unknown> = {}
  for (const field of known) if (from[field] !== undefined) out[field] = from[field]
  const others = Object.keys(from).filter((field) => !known.includes(field))
  for (const field of others.sort()) out[field] = from[field]
  return out
}

/**
 * One line, without its line feed.
 * @example writeLine({ time: 5, seq: 1, job: 'a', kind: 'admitted' }) // '{"seq":1,"time":5,"kind":"admitted","job":"a"}'
 */
export function writeLine(line: Line): string {
  const known = line.kind === 'header' ? HEADER_FIELDS : line.kind === 'outcome' ? OUTCOME_FIELDS : EVENT_FIELDS.get(line.kind)
  return JSON.stringify(ordered(line, known ?? []))
}

/** A whole record: header, events, outcome (absent in a record cut off), a line each, every line with its line feed. */
export function writeRecord(header: Header, events: Iterable<RunEvent>, outcome: Outcome | undefined): string {
  const lines = [writeLine(header)]
  for (const event of events) lines.push(writeLine(event))
  if (outcome !== undefined) lines.push(writeLine(outcome))
  return `${lines.join('\n')}\n`
}
