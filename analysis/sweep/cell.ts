/** A sweep as analysis sees it: cells, each a setting, and the runs in them. */
import type { NodePool } from '../../src/experiment/experiment.ts'
import type { RunSummary } from '../summary-row.ts'

/** One setting of a sweep. */
export interface SweepCell {
  /** place in the grid, from 0 */
  readonly number: number
  /** name@version */
  readonly scheduler: string
  /** what the sweep varies, path to value as typed; in order of the axes */
  readonly at: ReadonlyMap<string, string>
  /** every parameter that has a value here */
  readonly settings: ReadonlyMap<string, string>
  /** absent where the cell is impossible */
  readonly pools?: readonly Pick<NodePool, 'nodes' | 'price'>[]
  /** jobs of the workload */
  readonly jobs?: number
  /** why nothing could be run here: a job larger than the cluster, for instance */
  readonly reason?: string
}

/** A cell and its runs, in order of their seeds; none where it is impossible. */
export interface SweepResult {
  readonly cell: SweepCell
  readonly runs: readonly RunSummary[]
}

/** A row of the table: one run, or an impossible cell. */
export interface SweepRow {
  readonly cell: SweepCell
  readonly run?: RunSummary
}

export function rowsOf(results: readonly SweepResult[]): SweepRow[] {
  return results.flatMap(({ cell, runs }): SweepRow[] => (cell.reason === undefined ? runs.map((run) => ({ cell, run })) : [{ cell }]))
}

/** Nodes of all pools; undefined where the cell is impossible. */
export function nodesOf(cell: SweepCell): number | undefined {
  return cell.pools?.reduce((sum, pool) => sum + pool.nodes, 0)
}

/**
 * How a cell is called in a table or figure: what varies, scheduler first.
 * @example cellName({ scheduler: 'gang@1.37', at: new Map([['cluster.nodes', '8']]) }) // 'gang@1.37, cluster.nodes 8'
 */
export function cellName({ scheduler, at }: Pick<SweepCell, 'scheduler' | 'at'>): string {
  return [scheduler, ...[...at].filter(([path]) => path !== 'scheduler').map(([path, value]) => `${path} ${value}`)].join(', ')
}
