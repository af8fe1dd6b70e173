/** Every figure that a report can have: when there is something to draw, how it is called, what it says in words. */
import { attemptsPerPod } from '../charts/attempts-per-pod.ts'
import { bars } from '../charts/bars.ts'
import { boxes } from '../charts/boxes.ts'
import { ecdf } from '../charts/ecdf.ts'
import { gantt } from '../charts/gantt.ts'
import { ganttDifference } from '../charts/gantt-difference.ts'
import { lifeCycle } from '../charts/life-cycle.ts'
import { placesOverTime } from '../charts/places-over-time.ts'
import { podsOverTime } from '../charts/pods-over-time.ts'
import { schedulingLatency } from '../charts/scheduling-latency.ts'
import { stageBreakdown } from '../charts/stage-breakdown.ts'
import { survival } from '../charts/survival.ts'
import type { Chart } from '../charts/theme.ts'
import { waitFor } from '../charts/wait-for.ts'
import { type RunRecord, type RunView, viewOfRecord } from '../run-view.ts'
import { barsAlt, boxesAlt, ecdfAlt, survivalAlt } from './alt-many.ts'
import { ganttAlt, lifeAlt, placesAlt, podsAlt, waitForAlt } from './alt-run.ts'
import { attemptsAlt, differenceAlt, latencyAlt, overTimeAlt, stagesAlt } from './alt-runs.ts'
import type { Figure } from './figure.ts'
import type { Gathered } from './gathered.ts'
import { SWEEP_FIGURES } from './sweep-figures.ts'
import { sweepOf } from './sweep-of.ts'

type Source = Pick<Gathered, 'many' | 'shown' | 'sets'>
type Made = Omit<Figure, 'id' | 'kind' | 'run'> & { readonly id?: string }

/** Kinds over everything gathered; none where there is nothing to draw. */
const OVER_ALL: Readonly<Record<string, (source: Source) => readonly Made[]>> = {
  bars: ({ many }) => ofJobs(many, { title: 'Turnaround by size', alt: barsAlt(many), draw: (width) => bars(many, width) }),
  boxes: ({ many }) => ofJobs(many, { title: 'Spread of turnaround by size', alt: boxesAlt(many), draw: (width) => boxes(many, width) }),
  wait: ({ many }) =>
    ofJobs(many, {
      title: 'Distribution of wait',
      alt: ecdfAlt(many, 'Wait', ' s', (p) => p.waitS),
      draw: (width) => ecdf(many, 'wait', width),
    }),
  slowdown: ({ many }) =>
    ofJobs(many, {
      title: 'Distribution of bounded slowdown',
      alt: ecdfAlt(many, 'Bounded slowdown', '', (p) => p.slowdown),
      draw: (width) => ecdf(many, 'slowdown', width),
    }),
  survival: ({ many }) => ofJobs(many, { title: 'Time to completion', alt: survivalAlt(many), draw: (width) => survival(many, width) }),
  stages: ({ shown }) =>
    ofRecords(shown, {
      title: 'Where the time went',
      alt: stagesAlt(shown),
      draw: (width) => stageBreakdown(shown, width),
    }),
  latency: ({ shown }) =>
    ofRecords(shown, { title: 'Scheduling latency', alt: latencyAlt(shown), draw: (width) => schedulingLatency(shown, width) }),
  attempts: ({ shown }) => {
    const runs = shown.filter((run) => run.header.backend === 'sim')
    return ofRecords(runs, { title: 'Attempts per pod', alt: attemptsAlt(runs), draw: (width) => attemptsPerPod(runs, width) })
  },
  difference: ({ shown: [a, b, ...others] }) =>
    a === undefined || b === undefined || others.length > 0 || !sameJobs(a, b)
      ? []
      : [{ title: 'Difference of the two runs', alt: differenceAlt(a, b), draw: (width) => ganttDifference(a, b, width) }],
  ...Object.fromEntries(
    Object.entries(SWEEP_FIGURES).map(([kind, make]) => [
      kind,
      (source: Source) => {
        const sweep = sweepOf(source)
        return sweep === undefined ? [] : make(sweep)
      },
    ]),
  ),
}

/** Kinds that each run shown in full has; undefined where it has nothing of the kind. */
const OF_RUN: Readonly<Record<string, (run: RunRecord, view: RunView) => Made | undefined>> = {
  gantt: (run, view) => ({
    title: 'Who held which place',
    time: true,
    alt: ganttAlt(run, view),
    draw: (width) => gantt(run, { view, width }),
  }),
  pods: (run, view) => ({
    title: 'Pods in the queue and on the nodes',
    time: true,
    only: 'page',
    alt: podsAlt(run, view),
    draw: (width) => podsOverTime([run], width),
  }),
  places: (run, view) => ({
    title: 'What the places were good for',
    time: true,
    only: 'page',
    alt: placesAlt(run, view),
    draw: (width) => placesOverTime([run], width),
  }),
  life: (run, view) => ({ title: 'The life of every job', time: true, alt: lifeAlt(run, view), draw: (width) => lifeCycle(run, width) }),
  waits: (run) => {
    const clog = run.outcome.clog
    if (clog === null || clog.holders.length === 0) return undefined
    return { title: 'Who waits for whom', white: true, alt: waitForAlt(run), draw: (width) => waitFor(run, width) as Chart }
  },
}

/** On the page each run has its own; as a file all stand one above the other. */
const AS_ONE_FILE: Readonly<Record<string, (shown: readonly RunRecord[]) => Made>> = {
  pods: (shown) => ({
    title: 'Pods in the queue and on the nodes',
    only: 'file',
    alt: overTimeAlt(shown, podsAlt),
    draw: (width) => podsOverTime(shown, width),
  }),
  places: (shown) => ({
    title: 'What the places were good for',
    only: 'file',
    alt: overTimeAlt(shown, placesAlt),
    draw: (width) => placesOverTime(shown, width),
  }),
}

/** What `--figures` knows. */
export const FIGURE_KINDS: readonly string[] = [...Object.keys(OVER_ALL), ...Object.keys(OF_RUN)]

function ofJobs(many: Source['many'], made: Made): Made[] {
  return many.points.length === 0 ? [] : [made]
}

function ofRecords(runs: readonly RunRecord[], made: Made): Made[] {
  return runs.length === 0 ? [] : [made]
}

/** Whether two records are of the same jobs. */
function sameJobs(a: RunRecord, b: RunRecord): boolean {
  const jobs = (run: RunRecord): string =>
    run.events
      .flatMap((e) => (e.kind === 'submit' ? `${e.job} ${e.size}` : []))
      .sort()
      .join()
  return jobs(a) === jobs(b)
}

/** A name that is safe in a path. */
function fileName(...parts: readonly (string | number)[]): string {
  return parts.join('-').replaceAll(/[^\w@.-]+/g, '_')
}

/** Names of runs on the page and in file names: the scheduler, with a number for the second and later of one. */
export function runNames(runs: readonly RunRecord[]): string[] {
  return runs.map(({ header: { scheduler } }, i) => {
    const before = runs.slice(0, i).filter((run) => run.header.scheduler === scheduler).length
    return fileName(scheduler, ...(before === 0 ? [] : [before + 1]))
  })
}

/**
 * The figures of what was gathered, those over all runs first.
 * @param kinds only these; default: all
 */
export function figuresOf(source: Source, kinds: readonly string[] = FIGURE_KINDS): Figure[] {
  const { shown } = source
  const names = runNames(shown)
  const overAll = kinds.flatMap((kind) => (OVER_ALL[kind]?.(source) ?? []).map((made): Figure => ({ id: kind, ...made, kind })))
  const asFiles =
    shown.length === 0
      ? []
      : kinds.flatMap((kind) =>
          kind in AS_ONE_FILE ? [{ id: kind, kind, ...(AS_ONE_FILE[kind] as (r: readonly RunRecord[]) => Made)(shown) }] : [],
        )
  const ofRuns = shown.flatMap((run, i) => {
    const view = viewOfRecord(run)
    const name = names[i] as string
    return kinds.flatMap((kind): Figure[] => {
      const made = OF_RUN[kind]?.(run, view)
      return made === undefined ? [] : [{ ...made, id: `${kind}-${name}`, kind, run: name }]
    })
  })
  return [...overAll, ...asFiles, ...ofRuns]
}
