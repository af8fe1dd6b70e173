/** The scenario of a trace: each job of so many processors becomes one of so many pods. */
import { ExperimentError, type Problem } from '../errors.ts'
import { formatMemory } from '../experiment/quantities.ts'
import { ALL_SCHEDULERS, type Draft, type Entry } from './draft.ts'
import { readSwf, type Swf, type SwfJob } from './swf.ts'
import { timesOf } from './times.ts'

const KB = 1024

export interface SwfOptions {
  /** processors of a pod; absent: those of a node if the header tells them, else 1 */
  readonly processorsPerPod?: number
}

/** A whole number of the header. */
function headerNumber(swf: Swf, key: string): number | undefined {
  const match = /^\s*(\d+)/.exec(swf.header[key] ?? '')
  return match === null || Number(match[1]) === 0 ? undefined : Number(match[1])
}

/** Why a line is no job to be run again; undefined if it is one. */
function refusal(job: SwfJob): string | undefined {
  if (job.status !== undefined && job.status >= 2 && job.status <= 4) return `status ${job.status}, a part of a job between checkpoints`
  if ((job.processorsAsked ?? job.processors ?? 0) < 1) return 'no processors, asked for or used'
  if (job.submit === undefined) return 'no moment of submission'
  if (job.runTime === undefined || job.runTime === 0) return `no run time${job.status === 5 ? ' (cancelled before it began)' : ''}`
  return undefined
}

/** Processors of a pod, and the words that say why. */
function podSize(swf: Swf, options: SwfOptions): { readonly per: number; readonly why: string } {
  if (options.processorsPerPod !== undefined) return { per: options.processorsPerPod, why: 'as asked' }
  const nodes = headerNumber(swf, 'MaxNodes')
  const processors = headerNumber(swf, 'MaxProcs')
  if (nodes !== undefined && processors !== undefined && processors % nodes === 0)
    return { per: processors / nodes, why: `one node's share: MaxProcs ${processors} / MaxNodes ${nodes}` }
  return { per: 1, why: 'the header does not tell the processors of a node' }
}

/** Seconds as a duration: whole microseconds. */
const time = (s: number): string => `${Number(s.toFixed(6))}s`

/**
 * Reads a trace as a scenario: `ceil(processors / processorsPerPod)` pods of that many cpu for each job (processors asked for,
 * else used), its submission and its run time. The cluster is the one of the header, where that tells nodes and processors.
 * @throws ExperimentError for what is no trace, and when no line of it is a job
 */
export function swfDraft(text: string, file: string, options: SwfOptions = {}): Draft {
  const swf = readSwf(text, file)
  const { per, why } = podSize(swf, options)
  const rejected: Problem[] = []
  const jobs: Entry[] = []
  let most = 0
  const names = new Set<string>()
  const first = swf.jobs.reduce((least, job) => Math.min(least, job.submit ?? least), Number.POSITIVE_INFINITY)
  for (const job of swf.jobs) {
    const why = refusal(job)
    const name = `job-${job.number}`
    if (why !== undefined || names.has(name)) {
      const got = why ?? `another job ${job.number}`
      rejected.push({ where: `${file}:${job.line}`, expected: 'a job that ran', got, todo: 'it is left out' })
      continue
    }
    names.add(name)
    const processors = job.processorsAsked ?? (job.processors as number)
    const memory = job.memoryAsked === undefined ? 0 : Math.ceil(job.memoryAsked * KB) * Math.min(per, processors)
    most = Math.max(most, memory)
    const fields = {
      name,
      size: String(Math.ceil(processors / per)),
      cpu: String(Math.min(per, processors)),
      ...(memory === 0 ? {} : { memory: formatMemory(memory) }),
      tasks: String(processors),
      runTime: time(job.runTime as number),
      at: time((job.submit as number) - first),
    }
    jobs.push({ where: `${file}:${job.line}`, fields })
  }
  if (jobs.length === 0)
    throw new ExperimentError([...rejected, { where: file, expected: 'a job', got: 'none', todo: 'a line of 18 numbers for each job' }])
  const { settings, notes } = timesOf(jobs, 'field 4')
  const cluster = clusterOf(swf, per, most)
  return {
    title: `${file}: ${jobs.length} jobs of a trace${swf.header.Computer === undefined ? '' : ` of ${swf.header.Computer}`}`,
    schedulers: cluster.quota === undefined ? ALL_SCHEDULERS : withQuota(cluster.quota),
    settings: { ...cluster.settings, ...settings },
    jobs,
    notes: [`${per === 1 ? 'one processor' : `${per} processors`} to a pod: ${why}`, ...cluster.notes, ...notes],
    rejected,
  }
}

/** The five schedulers, Kueue with a quota of so many cores. */
export function withQuota(cores: number): Draft['schedulers'] {
  return ALL_SCHEDULERS.map((s) => (s === 'kueue' ? { name: s, set: { 'scheduler.quotaCpu': String(cores) } } : s))
}

interface Cluster {
  readonly settings: Readonly<Record<string, string>>
  readonly notes: readonly string[]
  readonly quota?: number
}

function clusterOf(swf: Swf, per: number, podMemory: number): Cluster {
  const processors = headerNumber(swf, 'MaxProcs') ?? headerNumber(swf, 'MaxNodes')
  const nodes = headerNumber(swf, 'MaxNodes') ?? processors
  if (processors === undefined || nodes === undefined)
    return {
      settings: {},
      notes: [
        'the header tells no cluster (MaxNodes, MaxProcs): give it with --set cluster.nodes=... and cluster.machine or cluster.allocatable.cpu',
      ],
    }
  const each = Math.max(1, Math.floor(processors / nodes))
  const memory = podMemory * Math.max(1, Math.floor(each / per))
  return {
    quota: processors,
    settings: {
      'cluster.nodes': String(nodes),
      'cluster.machine': 'plain',
      'cluster.allocatable.cpu': String(each),
      ...(memory === 0 ? {} : { 'cluster.allocatable.memory': formatMemory(memory) }),
      'cluster.allocatable.pods': String(Math.max(110, each)),
      'cluster.system.cpu': '0',
      'cluster.system.memory': '0',
      'cluster.system.pods': '0',
    },
    notes: [
      `the cluster of the header: ${nodes} nodes of ${each} cpu, with no system load${memory === 0 ? '' : ', and memory for whatever was asked'}; Kueue's quota is all of it`,
    ],
  }
}
