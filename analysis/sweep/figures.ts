/** Figures of a sweep: which can be drawn depends on what varies. */

import { safetyBound } from '../../src/gang/safety-bound.ts'
import { type ClogMap, clogMap } from '../charts/clog-map.ts'
import { type Costs, costMakespan } from '../charts/cost-makespan.ts'
import { type BandPoint, makespanBands } from '../charts/makespan-bands.ts'
import type { Figure } from '../report/figure.ts'
import { percent, short } from '../report/words.ts'
import { paretoFront } from '../sizing/pareto.ts'
import { nodesOf, type SweepCell } from './cell.ts'
import type { CellSummary } from './points.ts'

export interface SweepSource {
  readonly points: readonly CellSummary[]
  /** parameters that vary, in order of the axes */
  readonly varied: readonly string[]
  /** one sentence: where the numbers are from */
  readonly source: string
  /** needs of the jobs that may hold places at once in a cell, largest first, and its places; for the closed-form bound */
  readonly boundOf?: (cell: SweepCell) => { readonly needs: readonly number[]; readonly slots: number } | undefined
}

/** The value of a parameter in a cell as a number; undefined where it is none. */
function numberAt(cell: SweepCell, path: string): number | undefined {
  if (path === 'cluster.nodes') return nodesOf(cell) ?? Number(cell.at.get(path))
  const value = Number(cell.at.get(path) ?? Number.NaN)
  return Number.isFinite(value) ? value : undefined
}

/** Parameters that vary and are numbers in every cell; nodes first. */
function axes({ points, varied }: SweepSource): string[] {
  const numeric = varied.filter((path) => path !== 'scheduler' && points.every(({ cell }) => numberAt(cell, path) !== undefined))
  return numeric.sort((a, b) => Number(b === 'cluster.nodes') - Number(a === 'cluster.nodes'))
}

const titleOf = (path: string): string => (path === 'cluster.nodes' ? 'nodes' : path === 'experimenter.inFlight' ? 'jobs in flight' : path)

const spanText = (p: BandPoint): string => (p.makespanS === undefined ? 'never completed' : `${short(p.makespanS.p50)} s`)

function bandFigures(source: SweepSource): Figure[] {
  const [x] = axes(source)
  const others = source.varied.filter((path) => path !== 'scheduler' && path !== x)
  if (x === undefined || others.length > 0 || new Set(source.points.map(({ cell }) => numberAt(cell, x))).size < 2) return []
  const points = source.points
    .filter(({ n }) => n > 0)
    .map(
      (p): BandPoint => ({
        scheduler: p.cell.scheduler,
        x: numberAt(p.cell, x) as number,
        n: p.n,
        completed: p.completed,
        ...(p.makespanS === undefined ? {} : { makespanS: p.makespanS }),
      }),
    )
  const said = points.map((p) => `${p.scheduler} at ${short(p.x)}: ${spanText(p)}`)
  return [
    {
      id: 'makespan-bands',
      kind: 'makespan',
      title: `Makespan and ${titleOf(x)}`,
      alt: `Median makespan. ${said.join('. ')}.`,
      draw: (width) => makespanBands({ points, xTitle: titleOf(x), source: source.source }, width),
    },
  ]
}

function mapFigures(source: SweepSource): Figure[] {
  const [x, y, ...others] = axes(source)
  if (x === undefined || y === undefined || others.length > 0) return []
  return [...new Set(source.points.map(({ cell }) => cell.scheduler))].map((scheduler): Figure => {
    const own = source.points.filter(({ cell }) => cell.scheduler === scheduler)
    const cells = own.map(({ cell, n, clog }) => {
      const bound = source.boundOf?.(cell)
      const safe = bound !== undefined && safetyBound(bound.needs, bound.slots).safe
      return { x: numberAt(cell, x) as number, y: numberAt(cell, y) as number, n, share: clog?.share ?? 0, ...(safe ? { safe } : {}) }
    })
    const map: ClogMap = { scheduler, cells, xTitle: titleOf(x), yTitle: titleOf(y), source: source.source }
    const said = cells.filter((c) => c.n > 0).map((c) => `${c.x} ${titleOf(x)}, ${c.y} ${titleOf(y)}: ${percent(c.share)}`)
    return {
      id: `clog-map-${scheduler}`,
      kind: 'clogging',
      title: `How often ${scheduler} clogs`,
      alt: `Share of runs that clogged. ${said.join('. ')}.`,
      white: true,
      draw: (width) => clogMap(map, width),
    }
  })
}

/** Points of the figure of cost against makespan, the front marked among settings that never clogged. */
export function costsOf({ points, source }: SweepSource): Costs | undefined {
  const drawn = points.filter((p) => p.makespanS !== undefined && p.nodeHours !== undefined)
  const priced = drawn.length > 0 && drawn.every((p) => p.cost !== undefined)
  const price = (p: CellSummary): number => (priced ? p.cost : p.nodeHours) as number
  const sound = drawn.filter((p) => p.completed === p.n)
  const span = (p: CellSummary): number => (p.makespanS as { readonly p50: number }).p50
  const front = new Set(paretoFront(sound.map((p) => [span(p), price(p)])).map((i) => sound[i]))
  if (new Set(drawn.map(({ cell }) => nodesOf(cell))).size < 2 && new Set(drawn.map(price)).size < 2) return undefined
  return {
    points: drawn.map((p) => ({
      scheduler: p.cell.scheduler,
      label: [...p.cell.at]
        .filter(([path]) => path !== 'scheduler')
        .map(([path, value]) => `${value} ${titleOf(path)}`)
        .join(', '),
      makespanS: span(p),
      cost: price(p),
      clogs: p.completed < p.n,
      front: front.has(p),
    })),
    costTitle: priced ? 'cost' : 'node-hours',
    source,
  }
}

function costFigures(source: SweepSource): Figure[] {
  const costs = costsOf(source)
  if (costs === undefined) return []
  const front = costs.points.filter((p) => p.front)
  const said = front.map((p) => `${p.scheduler}, ${p.label}: ${short(p.cost)} ${costs.costTitle}, ${short(p.makespanS)} s`)
  return [
    {
      id: 'cost-makespan',
      kind: 'cost',
      title: 'Cost and makespan',
      alt: `The Pareto front, settings that no other beats in both. ${said.join('. ')}.`,
      draw: (width) => costMakespan(costs, width),
    },
  ]
}

export function sweepFigures(source: SweepSource): Figure[] {
  return [...bandFigures(source), ...mapFigures(source), ...costFigures(source)]
}
