/** What was run: experiment, cluster, workload, versions. From the headers of the records. */
import type { Experiment } from '../../src/experiment/experiment.ts'
import { BACKENDS } from '../charts/source.ts'
import type { RunRecord } from '../run-view.ts'
import type { Gathered } from './gathered.ts'
import { type Content, html, type Markup } from './html.ts'
import { listed, many } from './words.ts'

type Partly = { readonly [K in keyof Experiment]?: Partial<Experiment[K]> }

function experimentOf({ header }: RunRecord): Partly {
  return (header.experiment ?? {}) as Partly
}

function distinct<T>(list: readonly T[]): T[] {
  return [...new Set(list)]
}

function nodesOf(experiment: Partly): string[] {
  return (experiment.cluster?.pools ?? []).map(({ nodes, allocatable, zones }) => {
    const cpu = `${allocatable.cpu / 1000} cpu`
    const memory = `${Number((allocatable.memory / 2 ** 30).toFixed(1))} GiB`
    return `${many(nodes, 'node')} with ${cpu} and ${memory} of memory for pods each${zones.length > 1 ? `, in ${zones.length} zones` : ''}`
  })
}

function jobsOf(experiment: Partly): string | undefined {
  const jobs = experiment.workload?.jobs ?? []
  if (jobs.length === 0) return undefined
  const sizes = distinct(jobs.map((job) => job.size)).sort((a, b) => a - b)
  const requests = distinct(jobs.map((job) => `${job.request.cpu / 1000} cpu`))
  return `${many(jobs.length, 'job')} of ${listed(sizes.map(String))} pods, ${listed(requests)} a pod`
}

/** What a live record says of its cluster: names and values as they are. */
function clusterOf({ header }: RunRecord): string[] {
  if (typeof header.cluster !== 'object' || header.cluster === null) return []
  return Object.entries(header.cluster).map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
}

function seedsText(seeds: readonly number[]): string {
  const sorted = distinct(seeds).sort((a, b) => a - b)
  const [first, last] = [sorted[0], sorted.at(-1)]
  if (sorted.length === 1 || first === undefined || last === undefined) return `${first ?? 'unknown'}`
  return last - first === sorted.length - 1 ? `${first} to ${last}` : sorted.join(', ')
}

function entry(term: string, details: readonly Content[]): Markup | undefined {
  return details.length === 0 ? undefined : html`<dt>${term}</dt>${details.map((detail) => html`<dd>${detail}</dd>`)}`
}

/** The title of a report. */
export function titleOf({ sets, shown }: Gathered): string {
  const first = shown[0]
  const title = first === undefined ? undefined : (first.header.experiment as { readonly title?: unknown } | undefined)?.title
  const scenarios = distinct(sets.map((set) => set.scenario))
  return scenarios.length === 1 && typeof title === 'string' && title !== '' ? title : scenarios.join(', ')
}

/** The section, as a list of terms. */
export function whatRan({ sets, shown, paths }: Gathered): Markup {
  const experiments = shown.map(experimentOf)
  const backends = distinct(shown.map((run) => BACKENDS[run.header.backend]))
  const versions = distinct(
    shown.map(({ header }) => `muster ${header.muster}${header.commit === undefined ? '' : `, commit ${header.commit.slice(0, 12)}`}`),
  )
  const runs = distinct(sets.map((set) => `${many(set.runs.size, 'run')} each, seed ${seedsText([...set.runs.keys()])}`))
  const each = sets.map((set) => `${set.name}: ${many(set.runs.size, 'run')}, seed ${seedsText([...set.runs.keys()])}`)
  return html`<dl class="facts">
${entry('Experiment', distinct(sets.map((set) => set.scenario)))}
${entry('Cluster', distinct([...experiments.flatMap(nodesOf), ...shown.flatMap(clusterOf)]))}
${entry('Workload', distinct(experiments.flatMap((e) => jobsOf(e) ?? [])))}
${entry('Schedulers', runs.length === 1 ? [`${listed(sets.map((set) => set.name))}; ${sets.length === 1 ? (runs[0] as string).replace(' each', '') : runs[0]}`] : each)}
${entry('How', backends)}
${entry('Started', distinct(shown.flatMap(({ header }) => header.startedAt ?? [])))}
${entry('Software', versions)}
${entry('Read from', paths)}
</dl>`
}
