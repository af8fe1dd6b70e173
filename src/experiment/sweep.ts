/** What `--sweep` varies: one axis for each time it is given, and the cells of the grid that they span. */
import type { Problem } from '../errors.ts'

/** Parameters that vary together (nearly always one) and the values they take. */
export interface Axis {
  readonly paths: readonly string[]
  /** for each point of the axis, a value for each path, as a person would write it */
  readonly points: readonly (readonly string[])[]
}

/** One point of a grid: path to value as typed. `scheduler` stands beside the parameters. */
export type SweepPoint = ReadonlyMap<string, string>

/** More points than this are a slip of the pen. */
export const MOST_CELLS = 100_000

const OPEN = '([{"'
const CLOSE = ')]}"'

/** Cuts at `separator` where it stands outside brackets and quotes. */
function split(text: string, separator: string): string[] {
  const parts = ['']
  let depth = 0
  let quoted = false
  for (const c of text) {
    if (c === '"') quoted = !quoted
    else if (!quoted && OPEN.includes(c)) depth++
    else if (!quoted && CLOSE.includes(c)) depth--
    if (c === separator && depth === 0 && !quoted) parts.push('')
    else parts[parts.length - 1] += c
  }
  return parts.map((part) => part.trim())
}

const RANGE = /^(\d+)([A-Za-z]*)\.\.(\d+)([A-Za-z]*)(?::(\d+)([A-Za-z]*))?$/

/**
 * Values of a list with commas, in which a range stands for every value from its first to its last.
 * @example expandValues('4, 8..12:2, [2, 3]') // ['4', '8', '10', '12', '[2, 3]']
 * @example expandValues('10s..30s:10s') // ['10s', '20s', '30s']
 */
export function expandValues(text: string): string[] | undefined {
  const values: string[] = []
  for (const part of split(text, ',')) {
    const match = RANGE.exec(part)
    if (part === '') return undefined
    if (match === null) {
      values.push(part)
      continue
    }
    const [, from = '', unit = '', to = '', unitTo = '', by = '1', unitBy = unit] = match
    const [first, last, step] = [Number(from), Number(to), Number(by)]
    if (unit !== unitTo || unit !== unitBy || first > last || step < 1 || (last - first) / step >= MOST_CELLS) return undefined
    for (let value = first; value <= last; value += step) values.push(`${value}${unit}`)
  }
  return values
}

function misread(text: string, expected: string, todo: string): Problem {
  return { where: '--sweep', expected, got: JSON.stringify(text), todo }
}

/**
 * Reads what follows one `--sweep`: `path=values`, or `path+path=value+value,...` for parameters that vary together.
 * @example parseAxis('cluster.nodes=4..6') // { paths: ['cluster.nodes'], points: [['4'], ['5'], ['6']] }
 */
export function parseAxis(text: string): Axis | Problem {
  const at = text.indexOf('=')
  const values = at < 1 ? undefined : expandValues(text.slice(at + 1))
  if (values === undefined) {
    return misread(text, 'path=values', 'write --sweep cluster.nodes=4,6,8 or --sweep cluster.nodes=4..16:2, a range from below to above')
  }
  const paths = split(text.slice(0, at), '+')
  const points = values.map((value) => (paths.length === 1 ? [value] : split(value, '+')))
  const odd = points.find((point) => point.length !== paths.length)
  if (odd !== undefined) {
    const todo = 'join them by +, as in --sweep cluster.nodes+cluster.machine=8+n2-standard-4,4+n2-standard-8'
    return misread(odd.join('+'), `${paths.length} values, one for each of ${paths.join(', ')}`, todo)
  }
  const twice = points.map((point) => point.join('+')).find((point, i, all) => all.indexOf(point) !== i)
  if (twice !== undefined) return misread(text, 'each value once', `${twice} is there twice: leave one out`)
  return { paths, points }
}

/** All axes of a command line; what is wrong is reported. */
export function parseAxes(texts: readonly string[], report: (problem: Problem) => void): Axis[] {
  const axes: Axis[] = []
  const seen = new Set<string>()
  for (const text of texts) {
    const axis = parseAxis(text)
    if (!('paths' in axis)) {
      report(axis)
      continue
    }
    for (const path of axis.paths) {
      if (seen.has(path)) report(misread(text, 'each parameter in one --sweep', `${path} is swept twice: give all its values at once`))
      seen.add(path)
    }
    axes.push(axis)
  }
  const cells = axes.reduce((n, axis) => n * axis.points.length, 1)
  if (cells > MOST_CELLS) report(misread(`${cells} cells`, `at most ${MOST_CELLS} cells`, 'give fewer values, or fewer axes'))
  return axes
}

/**
 * The cells of a grid: the first axis varies slowest.
 * @example gridOf([{ paths: ['a'], points: [['1'], ['2']] }]).map((cell) => cell.get('a')) // ['1', '2']
 */
export function gridOf(axes: readonly Axis[]): SweepPoint[] {
  let cells: [string, string][][] = [[]]
  for (const { paths, points } of axes) {
    cells = cells.flatMap((cell) =>
      points.map((point) => [...cell, ...paths.map((path, i): [string, string] => [path, point[i] as string])]),
    )
  }
  return cells.map((cell) => new Map(cell))
}
