/** Every figure that a report can have: when there is something to draw, how it is called, what it says in words. */
import { bars } from '../charts/bars.ts'
import { boxes } from '../charts/boxes.ts'
import { ecdf } from '../charts/ecdf.ts'
import { gantt } from '../charts/gantt.ts'
import type { ManyRuns } from '../charts/job-points.ts'
import { survival } from '../charts/survival.ts'
import type { Chart, Width } from '../charts/theme.ts'
import { type RunRecord, type RunView, viewOfRecord } from '../run-view.ts'
import { barsAlt, boxesAlt, ecdfAlt, survivalAlt } from './alt-many.ts'
import { ganttAlt } from './alt-run.ts'
import type { Figure } from './figure.ts'
import type { Gathered } from './gather.ts'

interface OfMany {
  readonly title: string
  readonly alt: (runs: ManyRuns) => string
  readonly draw: (runs: ManyRuns, width: Width) => Chart
}

interface OfRun {
  readonly title: string
  readonly time?: true
  readonly alt: (run: RunRecord, view: RunView) => string
  readonly draw: (run: RunRecord, view: RunView, width: Width) => Chart
}

/** Over the jobs of all records. */
const OF_MANY: Readonly<Record<string, OfMany>> = {
  bars: { title: 'Turnaround by size', alt: barsAlt, draw: bars },
  boxes: { title: 'Spread of turnaround by size', alt: boxesAlt, draw: boxes },
  wait: {
    title: 'Distribution of wait',
    alt: (runs) => ecdfAlt(runs, 'Wait', ' s', (p) => p.waitS),
    draw: (runs, width) => ecdf(runs, 'wait', width),
  },
  slowdown: {
    title: 'Distribution of bounded slowdown',
    alt: (runs) => ecdfAlt(runs, 'Bounded slowdown', '', (p) => p.slowdown),
    draw: (runs, width) => ecdf(runs, 'slowdown', width),
  },
  survival: { title: 'Time to completion', alt: survivalAlt, draw: survival },
}

/** Of each run shown in full. */
const OF_RUN: Readonly<Record<string, OfRun>> = {
  gantt: { title: 'Who held which place', time: true, alt: ganttAlt, draw: (run, view, width) => gantt(run, { view, width }) },
}

/** What `--figures` knows. */
export const FIGURE_KINDS: readonly string[] = [...Object.keys(OF_MANY), ...Object.keys(OF_RUN)]

/** A name that is safe in a path. */
function fileName(...parts: readonly (string | number)[]): string {
  return parts.join('-').replaceAll(/[^\w@.-]+/g, '_')
}

/**
 * The figures of what was gathered, those over all runs first.
 * @param kinds only these; default: all
 */
export function figuresOf({ many, shown }: Pick<Gathered, 'many' | 'shown'>, kinds: readonly string[] = FIGURE_KINDS): Figure[] {
  const wanted = (list: Readonly<Record<string, unknown>>): string[] => Object.keys(list).filter((kind) => kinds.includes(kind))
  const all = many.points.length === 0 ? [] : wanted(OF_MANY).map((kind) => ofMany(kind, OF_MANY[kind] as OfMany, many))
  const names = runNames(shown)
  return [...all, ...shown.flatMap((run, i) => ofRun(run, names[i] as string, wanted(OF_RUN)))]
}

/** Names of runs on the page and in file names: the scheduler, with a number for the second and later of one. */
export function runNames(runs: readonly RunRecord[]): string[] {
  return runs.map(({ header: { scheduler } }, i) => {
    const before = runs.slice(0, i).filter((run) => run.header.scheduler === scheduler).length
    return fileName(scheduler, ...(before === 0 ? [] : [before + 1]))
  })
}

function ofMany(kind: string, { title, alt, draw }: OfMany, runs: ManyRuns): Figure {
  return { id: kind, kind, title, alt: alt(runs), draw: (width) => draw(runs, width) }
}

function ofRun(run: RunRecord, name: string, kinds: readonly string[]): Figure[] {
  const view = viewOfRecord(run)
  return kinds.map((kind) => {
    const { title, time, alt, draw } = OF_RUN[kind] as OfRun
    return {
      id: `${kind}-${name}`,
      kind,
      title,
      alt: alt(run, view),
      run: name,
      ...(time && { time }),
      draw: (width) => draw(run, view, width),
    }
  })
}
