/** The jobs as a scenario lists them, checked: one by one, or sizes x iterations x batches. Nothing here depends on a seed. */
import type { Problem } from '../errors.ts'
import type { Distribution } from './distribution.ts'
import { formatDistribution } from './distribution-text.ts'
import type { Experiment, JobRequest } from './experiment.ts'
import { fluxNeed } from './flux-launch.ts'
import { placeOf, type RecordOf } from './parameter.ts'
import { APPLICATION, WORKLOAD } from './parameters/index.ts'
import type { JOB_FIELDS, SIZE_FIELDS } from './parameters/workload.ts'
import { rulesOf } from './pod-rules.ts'
import type { Settings } from './settings.ts'
import { shareRequests } from './share-requests.ts'

type Entry = RecordOf<typeof JOB_FIELDS> & RecordOf<typeof SIZE_FIELDS>
type Workload = Experiment['workload']

interface Place {
  readonly name: string
  readonly batch: number
  readonly iteration: number
}

/** The key of a job's run time in `application.runTime`. */
function appOf(settings: Settings, entry: Entry, size: number, runTimes: RunTimes): string {
  if (entry.runTime !== undefined && entry.app === undefined) {
    const text = formatDistribution(entry.runTime)
    runTimes.own.set(text, entry.runTime)
    return text
  }
  return entry.app ?? settings.optional(WORKLOAD.app) ?? (runTimes.keys.has(String(size)) ? String(size) : '')
}

/** Run times that application.runTime lists, and those that jobs bring with them, by their text. */
interface RunTimes {
  readonly keys: ReadonlySet<string>
  readonly own: Map<string, Distribution>
}

function request(settings: Settings, entry: Entry, size: number, place: Place, runTimes: RunTimes): JobRequest {
  const minSize = entry.minSize ?? settings.value(WORKLOAD.minSize)
  const tasks = entry.tasks ?? settings.value(WORKLOAD.tasks)
  const need = settings.value(WORKLOAD.kind) === 'mini-cluster' ? fluxNeed(size, minSize, tasks) : size
  return {
    number: 0,
    ...place,
    size,
    need,
    minMember: entry.minMember ?? settings.optional(WORKLOAD.minMember) ?? need,
    request: {
      cpu: entry.cpu ?? settings.value(WORKLOAD.cpu),
      memory: entry.memory ?? settings.value(WORKLOAD.memory),
      pods: 1,
      gpu: entry.gpu ?? settings.value(WORKLOAD.gpu),
    },
    tasks,
    minSize,
    priority: entry.priority ?? settings.value(WORKLOAD.priority),
    ...rulesOf(entry.tolerations ?? settings.value(WORKLOAD.tolerations), entry.nodeSelector ?? settings.value(WORKLOAD.nodeSelector)),
    ...(entry.at === undefined ? {} : { submitAt: entry.at }),
    app: appOf(settings, entry, size, runTimes),
  }
}

/** A job of the list and where it stands, for messages. */
interface Listed {
  readonly job: JobRequest
  readonly where: string
}

function entriesOf(settings: Settings, report: (p: Problem) => void): readonly (Place & { entry: Entry; size: number; where: string })[] {
  const given = settings.optional(WORKLOAD.jobs)
  const list = given === undefined ? WORKLOAD.sizes : WORKLOAD.jobs
  const sized = (entry: Entry): { entry: Entry; size: number; where: string }[] => {
    const where = placeOf(entry) ?? settings.where(list)
    if (entry.size !== undefined) return [{ entry, size: entry.size, where }]
    report({ where, expected: 'a size', got: 'none', todo: 'say how many pods the job has: {size: 4}' })
    return []
  }
  if (given !== undefined)
    return given.flatMap(sized).map((one, i) => ({ ...one, name: one.entry.name ?? `job-${i}`, batch: 0, iteration: i }))
  const sizes = settings.value(WORKLOAD.sizes).flatMap(sized)
  const drawn = settings.optional(WORKLOAD.draw) !== undefined
  const batches = drawn ? 1 : settings.value(WORKLOAD.batches)
  const iterations = drawn ? 1 : settings.value(WORKLOAD.iterations)
  return Array.from({ length: batches * iterations }, (_, k) => ({ batch: Math.floor(k / iterations), iteration: k % iterations })).flatMap(
    (place) => sizes.map((one) => ({ ...one, ...place, name: jobName(place.batch, place.iteration, one.size) })),
  )
}

/** @example jobName(0, 3, 4) // 'job-0-3-size-4' */
export function jobName(batch: number, iteration: number, size: number): string {
  return `job-${batch}-${iteration}-size-${size}`
}

/** A run time that no job can take is a slip of the pen; one for a size that happens not to occur is not. */
function unused(settings: Settings, listed: readonly Listed[], report: (p: Problem) => void): void {
  const apps = new Set(listed.map((l) => l.job.app))
  for (const [key, runTime] of Object.entries(settings.value(APPLICATION.runTime))) {
    if (key === '' || /^[1-9]\d*$/.test(key) || apps.has(key)) continue
    const where = placeOf(runTime) ?? settings.where(APPLICATION.runTime)
    report({
      where,
      expected: 'a size, the app of a job, or other',
      got: JSON.stringify(key),
      todo: 'no job takes this run time: correct the key',
    })
  }
}

/** The workload as the scenario lists it; what is wrong with a job is reported. */
export function listJobs(
  settings: Settings,
  report: (p: Problem) => void,
): { readonly workload: Workload; readonly listed: readonly Listed[]; readonly runTimes: Readonly<Record<string, Distribution>> } {
  const runTimes: RunTimes = { keys: new Set(Object.keys(settings.value(APPLICATION.runTime))), own: new Map() }
  const perBatch = settings.optional(WORKLOAD.draw)
  const first = settings.optional(WORKLOAD.first)
  const entries = entriesOf(settings, report)
  const kept = perBatch === undefined ? entries.slice(0, first) : entries
  const listed = kept.map(({ entry, size, where, name, batch, iteration }, number): Listed => {
    const job = { ...request(settings, entry, size, { name, batch, iteration }, runTimes), number }
    check(settings, job, where, runTimes, report)
    if (entry.app !== undefined && entry.runTime !== undefined)
      report({ where, expected: 'app or runTime', got: 'both', todo: 'leave one of the two away' })
    return { job, where }
  })
  duplicates(listed, report)
  unused(settings, listed, report)
  const weights = kept.map(({ entry }) => entry.weight ?? 1)
  if (perBatch !== undefined && !weights.some((w) => w > 0)) {
    const todo = 'give a weight above 0 to at least one of workload.sizes'
    report({ where: settings.where(WORKLOAD.sizes), expected: 'a size that can be drawn', got: 'weights of 0 only', todo })
  }
  if (perBatch !== undefined && settings.optional(WORKLOAD.jobs) !== undefined) {
    const todo = 'leave out workload.draw, or workload.jobs and give workload.sizes'
    report({ where: settings.where(WORKLOAD.draw), expected: 'workload.sizes to draw from', got: 'workload.jobs', todo })
  }
  const drawn =
    perBatch === undefined
      ? {}
      : { drawn: { perBatch, batches: settings.value(WORKLOAD.batches), weights, ...(first === undefined ? {} : { first }) } }
  const workload = { kind: settings.value(WORKLOAD.kind), jobs: shareRequests(listed.map((l) => l.job)), ...drawn }
  return { workload, listed, runTimes: Object.fromEntries(runTimes.own) }
}

function check(settings: Settings, job: JobRequest, where: string, runTimes: RunTimes, report: (p: Problem) => void): void {
  const mini = settings.value(WORKLOAD.kind) === 'mini-cluster'
  if (job.minSize > job.size)
    report({
      where,
      expected: `minSize up to the size ${job.size}`,
      got: `minSize ${job.minSize}`,
      todo: 'a quorum cannot be larger than the job',
    })
  else if (job.minSize > 0 && !mini) {
    report({
      where,
      expected: 'minSize with workload.kind mini-cluster only',
      got: `minSize ${job.minSize} of a job`,
      todo: 'an Indexed Job has no quorum: leave minSize out or set minMember',
    })
  }
  if (job.minMember > job.size)
    report({
      where,
      expected: `minMember up to the size ${job.size}`,
      got: `minMember ${job.minMember}`,
      todo: 'such a group could never be complete',
    })
  if (!runTimes.keys.has(job.app) && !runTimes.own.has(job.app)) {
    const known = [...runTimes.keys].map((k) => (k === '' ? 'other' : k)).join(', ')
    const got = job.app === '' ? `none for size ${job.size}` : JSON.stringify(job.app)
    report({
      where: settings.where(APPLICATION.runTime),
      expected: 'a run time for each job',
      got,
      todo: `known: ${known}; add "other" for the rest`,
    })
  }
}

function duplicates(listed: readonly Listed[], report: (p: Problem) => void): void {
  const seen = new Map<string, string>()
  for (const { job, where } of listed) {
    const before = seen.get(job.name)
    if (before !== undefined) {
      report({
        where,
        expected: 'names that differ',
        got: `another job named ${job.name}`,
        todo: `the first is at ${before}; give names of your own in workload.jobs`,
      })
      return
    }
    seen.set(job.name, where)
  }
}
