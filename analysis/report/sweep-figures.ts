/** Figures over several sizes of cluster or workload. */
import { clogProbability } from '../charts/clog-probability.ts'
import { loadHeatmap } from '../charts/load-heatmap.ts'
import { makespanNodes } from '../charts/makespan-nodes.ts'
import type { Sweep } from '../charts/sweep.ts'
import { sweepAlt } from './alt-runs.ts'
import type { Figure } from './figure.ts'
import { percent, short } from './words.ts'

type Made = Omit<Figure, 'kind'>

function varies(sweep: Sweep, of: (run: Sweep['runs'][number]) => number): boolean {
  return new Set(sweep.runs.map(of)).size > 1
}

const took = (seconds: number | undefined): string => (seconds === undefined ? 'never completed' : `${short(seconds)} s`)

/** Kinds of figures of a sweep; none where the sweep does not vary what they are about. */
export const SWEEP_FIGURES: Readonly<Record<string, (sweep: Sweep) => readonly Made[]>> = {
  clogging: (sweep) =>
    varies(sweep, (run) => run.load)
      ? [
          {
            id: 'clogging',
            title: 'How often the cluster clogs',
            alt: sweepAlt(sweep, 'Share of runs that clogged', (p) => `${percent(p.clog)} of ${p.n} runs`),
            draw: (width) => clogProbability(sweep, width),
          },
        ]
      : [],
  makespan: (sweep) =>
    varies(sweep, (run) => run.nodes)
      ? [
          {
            id: 'makespan',
            title: 'Makespan and size of the cluster',
            alt: sweepAlt(sweep, 'Mean makespan', (p) => took(p.makespanS)),
            draw: (width) => makespanNodes(sweep, width),
          },
        ]
      : [],
  load: (sweep) => {
    if (!varies(sweep, (run) => run.nodes) || !varies(sweep, (run) => run.load)) return []
    return [...new Set(sweep.runs.map((run) => run.row.scheduler))].map((scheduler) => ({
      id: `load-${scheduler}`,
      title: `Load and turnaround under ${scheduler}`,
      alt: sweepAlt({ ...sweep, runs: sweep.runs.filter((run) => run.row.scheduler === scheduler) }, 'Mean turnaround', (p) =>
        took(p.turnaroundS),
      ),
      white: true,
      draw: (width) => loadHeatmap(sweep, scheduler, width),
    }))
  },
}
