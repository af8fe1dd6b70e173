/** The same work cut into jobs of other sizes, on clusters of several sizes: which scheduler for which. */
import type { Sweep } from '../charts/sweep.ts'
import type { RunSet } from '../run-set.ts'
import { mean } from '../stats/describe.ts'
import type { RunSummary } from '../summary-row.ts'
import type { Figure } from './figure.ts'
import { html, type Markup } from './html.ts'
import { SWEEP_FIGURES } from './sweep-figures.ts'
import { short } from './words.ts'

export interface Mix {
  /** sizes of one iteration: `2..6` */
  readonly name: string
  readonly sizes: readonly number[]
  readonly jobs: number
}

export interface Mixes {
  /** version of muster that made it */
  readonly version: string
  readonly scenario: string
  readonly mixes: readonly Mix[]
  readonly runs: readonly { readonly mix: string; readonly nodes: number; readonly row: RunSummary }[]
}

function meanSize({ mixes }: Mixes, name: string): number {
  return mean(mixes.find((mix) => mix.name === name)?.sizes ?? [0])
}

function sweepOf(given: Mixes): Sweep {
  const runs = given.runs.map(({ mix, nodes, row }) => ({ row, nodes, load: meanSize(given, mix) }))
  const seeds = new Set(given.runs.map(({ row }) => row.seed)).size
  return {
    runs,
    loadTitle: 'pods of a job, mean',
    source: `Source: ${given.scenario} with other sizes, ${seeds} seeds, simulated, muster ${given.version}.`,
  }
}

/** @param kinds of `SWEEP_FIGURES` */
export function mixFigures(given: Mixes, kinds: readonly string[]): Figure[] {
  const sweep = sweepOf(given)
  return kinds.flatMap((kind) => (SWEEP_FIGURES[kind]?.(sweep) ?? []).map((made) => ({ kind, ...made })))
}

/** Sets of one mix on one cluster, one a scheduler. */
export function setsOfMix({ runs, scenario }: Mixes, mix: string, nodes: number): RunSet[] {
  const chosen = runs.filter((run) => run.mix === mix && run.nodes === nodes).map(({ row }) => row)
  return [...new Set(chosen.map((row) => row.scheduler))].map((scheduler) => {
    const own = chosen.filter((row) => row.scheduler === scheduler)
    const workload = `${scenario} ${mix} on ${nodes}`
    return {
      name: scheduler,
      path: 'this notebook',
      scheduler,
      scenario: workload,
      workload,
      runs: new Map(own.map((row) => [row.seed, { row }])),
    }
  })
}

/** Mean turnaround of a scheduler all of whose runs completed every job. */
function whole(set: RunSet): number | undefined {
  const rows = [...set.runs.values()].map(({ row }) => row)
  const times = rows.flatMap((row) => (row.completed === row.jobs ? (row.turnaroundS.mean ?? []) : []))
  return times.length === rows.length && times.length > 0 ? mean(times) : undefined
}

/** For each mix and cluster the scheduler with the lowest mean turnaround of those that completed every run, and who clogged. */
export function bestTable(given: Mixes): Markup {
  const nodes = [...new Set(given.runs.map((run) => run.nodes))].sort((a, b) => a - b)
  const cell = (mix: string, n: number): Markup => {
    const sets = setsOfMix(given, mix, n)
    const ranked = sets.flatMap((set) => {
      const took = whole(set)
      return took === undefined ? [] : [{ name: set.scheduler, took }]
    })
    const [best] = ranked.sort((a, b) => a.took - b.took)
    const out = sets.filter((set) => whole(set) === undefined).map((set) => set.scheduler)
    const left = out.length === 0 ? '' : `; not always: ${out.join(', ')}`
    return html`<td class="text">${best === undefined ? 'none' : `${best.name}, ${short(best.took)} s`}${left}</td>`
  }
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Best scheduler by mix and nodes"><table>
<thead><tr><th scope="col">sizes</th>${nodes.map((n) => html`<th scope="col" class="name">${n} nodes</th>`)}</tr></thead>
<tbody>${given.mixes.map(
    ({ name }) => html`<tr><th scope="row">${name}</th>${nodes.map((n) => cell(name, n))}</tr>
`,
  )}</tbody></table></div>
<p class="note">Lowest mean turnaround of the schedulers that completed every job in every run; behind it those that did not always.</p>`
}
