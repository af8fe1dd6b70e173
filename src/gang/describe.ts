/** The clog report for a person at a terminal. */
import type { ClogReport } from '../record/events.ts'
import { inSeconds } from '../units.ts'
import { shortestCycle } from './cycles.ts'

export interface DescribeOptions {
  /** for the kubectl line; absent: the current one. Pods named `namespace/name` say theirs */
  readonly namespace?: string
  /** for the kubectl line; absent: the current one */
  readonly context?: string
  /** in the headline, in place of the moment of the run: `since 12:30:05` */
  readonly when?: string
  /** columns; 100 unless stated */
  readonly width?: number
  /** rows of each list before it is cut short; 10 unless stated */
  readonly rows?: number
}

/**
 * When it happened, who holds what, who waits for whom, and which pods to delete. No line is longer than `width`, but a
 * command is never cut: a pod name longer than a line stands out of it.
 * @example describeClog({ kind: 'deadlock', at: 12_300_000, slots: 8, slotsHeld: 0, partialGangs: 0, pendingPods: 9, holders: [], waits: [], remedy: null }).split('\n')[0] // 'gang deadlock at 12.3 s: no gang holds a place, and none of the 9 waiting pods fits on any node'
 */
export function describeClog(report: ClogReport, options: DescribeOptions = {}): string {
  const width = options.width ?? 100
  const rows = options.rows ?? 10
  return [
    ...wrap(headline(report, options.when), width),
    ...holders(report, width, rows),
    ...waits(report, width, rows),
    '',
    ...remedy(report, width, options),
  ].join('\n')
}

function headline(r: ClogReport, moment = `at ${inSeconds(r.at).toFixed(1)} s`): string {
  const when = `${r.kind === 'deadlock' ? 'gang deadlock' : 'livelock'} ${moment}:`
  if (r.holders.length === 0 && r.kind === 'livelock') {
    return `${when} places are reserved and given back again and again, and nothing is bound; ${many(r.pendingPods, 'pod')} waiting`
  }
  if (r.holders.length === 0) return `${when} no gang holds a place, and none of the ${many(r.pendingPods, 'waiting pod')} fits on any node`
  const gangs = `${many(r.holders.length, 'gang')} ${r.holders.length === 1 ? 'holds' : 'hold'}`
  return `${when} ${gangs} ${r.slotsHeld} of ${many(r.slots, 'slot')}${state(r)}; ${many(r.pendingPods, 'pod')} waiting`
}

function state(r: ClogReport): string {
  const whole = Math.max(0, r.holders.length - r.partialGangs)
  if (whole > 0) return `, and ${whole} of them ${whole === 1 ? 'has' : 'have'} all it takes to run`
  return r.holders.length === 1 ? ' and lacks some of what it needs' : ' and none of them has all it needs'
}

function holders(r: ClogReport, width: number, rows: number): string[] {
  if (r.holders.length === 0) return []
  const shown = r.holders.slice(0, rows)
  const rest = r.holders.slice(rows)
  const column = Math.min(Math.max(3, ...shown.map((h) => h.job.length)), Math.floor(width / 2))
  const row = (holds: string, needs: string, job: string): string =>
    `  ${holds.padStart(5)}  ${needs.padStart(5)}  ${clip(job, column).padEnd(column)}  `
  const lines = shown.map((h) => {
    const start = row(String(h.running), String(h.size), h.job)
    return `${start}${list(h.nodes, width - start.length, ' ')}`.trimEnd()
  })
  const more = rest.reduce((sum, h) => sum + h.running, 0)
  const last = rest.length === 0 ? [] : [`  ... and ${many(rest.length, 'gang')} more, holding ${many(more, 'place')}`]
  return ['', `${row('holds', 'needs', 'job')}nodes`, ...lines, ...last]
}

function waits(r: ClogReport, width: number, rows: number): string[] {
  if (r.waits.length === 0) return []
  const lines = r.waits.slice(0, rows).map((w) => {
    const misses = ` misses ${w.missing}`
    if (w.for.length === 0) return `  ${clip(w.job, width - 60)}${misses}, which would fit nowhere even if the others left`
    const start = `  ${clip(w.job, Math.floor(width / 2) - misses.length)}${misses}, waits for `
    return start + list(w.for, width - start.length, ', ')
  })
  // a large report lists only the first that wait
  const rest = Math.max(r.partialGangs, r.waits.length) - lines.length
  const circle = shortestCycle(r.waits)
  return [
    '',
    'who waits for whom',
    ...lines,
    ...(rest > 0 ? [`  ... and ${many(rest, 'gang')} more`] : []),
    ...(circle === undefined ? [] : [`  a circle: ${list([...circle, circle[0] as string], width - 12, ' -> ')}`]),
  ]
}

function remedy(r: ClogReport, width: number, options: DescribeOptions): string[] {
  if (r.remedy === null)
    return wrap('deleting pods of these gangs would let none of them run: each needs more than the cluster can give it', width)
  const { delete: pods, frees } = r.remedy
  const job = clip(frees, Math.floor(width / 2))
  if (pods.length === 0) return wrap(`nothing need be deleted: all that ${job} misses would fit now`, width)
  return [
    ...wrap(`to make room for ${job}, delete ${pods.length === 1 ? 'this pod' : `these ${pods.length} pods`}`, width),
    ...deleteCommands(pods, options).flatMap((command) =>
      fill(command, width - 2 - CONTINUED.length).map(
        (line, i, all) => `  ${i === 0 ? '' : '  '}${line}${i < all.length - 1 ? CONTINUED : ''}`,
      ),
    ),
    ...wrap(`other waiting pods may take that room first: suspend their jobs until ${job} runs`, width),
  ]
}

/**
 * The words of the commands that delete these pods, one for each namespace.
 * @example deleteCommands(['a-0', 'a-1'], { namespace: 'mpi' }) // [['kubectl', '-n', 'mpi', 'delete', 'pod', 'a-0', 'a-1']]
 * @example deleteCommands(['x/a-0', 'y/b-0']).map((c) => c.join(' ')) // ['kubectl -n x delete pod a-0', 'kubectl -n y delete pod b-0']
 */
export function deleteCommands(pods: readonly string[], options: Pick<DescribeOptions, 'context' | 'namespace'> = {}): string[][] {
  const byNamespace = new Map<string, string[]>()
  for (const pod of pods) {
    const slash = pod.indexOf('/')
    const namespace = slash < 0 ? (options.namespace ?? '') : pod.slice(0, slash)
    byNamespace.set(namespace, [...(byNamespace.get(namespace) ?? []), pod.slice(slash + 1)])
  }
  const flag = (name: string, value: string | undefined): string[] => (value === undefined || value === '' ? [] : [name, value])
  return [...byNamespace].map(([namespace, names]) => [
    'kubectl',
    ...flag('--context', options.context),
    ...flag('-n', namespace),
    'delete',
    'pod',
    ...names,
  ])
}

const CONTINUED = ' \\'

function many(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? '' : 's'}`
}

/** At most `width` characters of a name, marked where it was cut. */
function clip(name: string, width: number): string {
  return name.length <= width ? name : `${name.slice(0, Math.max(1, width - 3))}...`
}

/** As many names as fit, then how many more there are. */
function list(names: readonly string[], width: number, between: string): string {
  const whole = names.join(between)
  if (whole.length <= width) return whole
  const more = (n: number): string => `${between}... ${n} more`
  let text = ''
  let n = 0
  for (const name of names) {
    const longer = n === 0 ? name : text + between + name
    if (longer.length + more(names.length - n - 1).length > width) break
    text = longer
    n++
  }
  if (n > 0) return text + more(names.length - n)
  return names.length === 1 ? clip(whole, width) : clip(names[0] as string, width - more(names.length - 1).length) + more(names.length - 1)
}

/** Lines of words, none broken; from the second on two columns are left for an indent. */
function fill(words: readonly string[], width: number): string[] {
  const lines: string[] = []
  for (const word of words) {
    const line = lines.at(-1)
    const room = lines.length > 1 ? width - 2 : width
    if (line !== undefined && line.length + 1 + word.length <= room) lines[lines.length - 1] = `${line} ${word}`
    else lines.push(word)
  }
  return lines
}

function wrap(text: string, width: number): string[] {
  return fill(text.split(' '), width).map((line, i) => (i === 0 ? line : `  ${line}`))
}
