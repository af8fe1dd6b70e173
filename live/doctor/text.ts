/** The diagnosis for a person at a terminal. */
import { type DescribeOptions, describeClog } from '../../src/gang/report.ts'
import type { Diagnosis } from './diagnosis.ts'

type Options = Pick<DescribeOptions, 'context' | 'width'>

/** What was found, in the order in which one wants to know it: the answer, the report, what lies idle, what was not looked at. */
export function describeDiagnosis(d: Diagnosis, options: Options = {}): string {
  const blocks = [answer(d, options), partial(d), idle(d), impossible(d), notes(d)]
  return `${blocks.filter((b) => b.length > 0).join('\n\n')}\n`
}

function answer(d: Diagnosis, options: Options): string {
  if (d.clog !== null)
    return describeClog(d.clog, {
      ...options,
      ...(d.namespace === undefined ? {} : { namespace: d.namespace }),
      when: d.since === undefined ? `at ${d.at}` : `since ${clock(d.since)} (${age(d.since, d.at)})`,
    })
  if (d.verdict === 'healthy') return `healthy: ${d.gangs === 0 ? 'no gang is here' : `of ${many(d.gangs, 'gang')} none waits for a place`}`
  return `a queue, and no deadlock: ${many(d.pendingPods, 'pod')} waiting; ${d.because}`
}

/** The report of a clog lists its holders already; those that are not stuck are not in it. */
function partial(d: Diagnosis): string {
  const listed = d.partial.filter((g) => d.clog === null || !g.stuck)
  if (listed.length === 0) return ''
  const rows = listed
    .slice(0, ROWS)
    .map(
      (g) => `  ${g.job} holds ${g.holds} of ${g.needs}${g.since === undefined ? '' : ` since ${clock(g.since)} (${age(g.since, d.at)})`}`,
    )
  if (listed.length > ROWS) rows.push(`  ... and ${many(listed.length - ROWS, 'gang')} more`)
  return ['in partial allocation, and can still get the rest', ...rows].join('\n')
}

const ROWS = 10

function idle(d: Diagnosis): string {
  if (d.idleHeldCores === 0) return ''
  return `${many(round(d.idleHeldCores), 'core')} held by gangs that cannot run yet: ${round(d.idleHeldCoreSeconds / 60)} core-minutes so far`
}

function impossible(d: Diagnosis): string {
  if (d.impossible.length === 0) return ''
  const names = d.impossible.slice(0, ROWS).join(' ')
  const more = d.impossible.length > ROWS ? ` ... ${d.impossible.length - ROWS} more` : ''
  return `larger than this cluster, even if no other gang were on it: ${names}${more}\n  add nodes, or ask for less`
}

function notes(d: Diagnosis): string {
  return d.notes.map((n) => `note: ${n}`).join('\n')
}

function many(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? '' : 's'}`
}

function round(n: number): number {
  return n >= 10 ? Math.round(n) : Math.round(n * 10) / 10
}

/** Time of day, UTC. */
function clock(iso: string): string {
  return `${iso.slice(11, 19)}Z`
}

/**
 * How long from one moment to another, in its two largest units.
 * @example age('2026-11-24T10:00:00Z', '2026-11-24T11:05:07Z') // '1 h 5 min'
 */
export function age(from: string, to: string): string {
  const s = Math.max(0, Math.round((Date.parse(to) - Date.parse(from)) / 1000))
  if (s < 60) return `${s} s`
  if (s < 3600) return `${Math.floor(s / 60)} min ${s % 60} s`
  if (s < 86_400) return `${Math.floor(s / 3600)} h ${Math.floor((s % 3600) / 60)} min`
  return `${Math.floor(s / 86_400)} d ${Math.floor((s % 86_400) / 3600)} h`
}
