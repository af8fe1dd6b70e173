/** The submission batches of the published experiments (data/published/experiments.json): what was planned and what became of it. */
import { ExperimentError } from '../../src/errors.ts'

export interface PublishedAttempt {
  readonly run: string
  /** folder of the results */
  readonly folder: string
  readonly scheduler: string
  readonly attempt: number
  /** jobs that the script was to submit */
  readonly planned: number
  readonly plannedBySize: ReadonlyMap<number, number>
  readonly completed: number
  /** whether it was recorded as clogged */
  readonly clogged: boolean
  /** first submit to last completion, seconds */
  readonly spanS?: number
  /** in words, as recorded */
  readonly outcome: string
}

interface Described {
  readonly run: string
  readonly result_dir: string | null
  readonly scheduler: string
  readonly jobs?: readonly { readonly size: number }[]
  readonly iterations?: number
  readonly jobs_planned?: number
  readonly clogged?: boolean | null
  readonly attempts: readonly {
    readonly attempt?: number
    readonly jobs_completed?: number
    readonly span_first_submit_to_last_end_s?: number | null
    readonly outcome: string
  }[]
}

/** Attempts that left something behind: an attempt without a single job is only words. */
function attemptsOf({
  run,
  result_dir,
  scheduler,
  jobs = [],
  iterations = 1,
  jobs_planned,
  clogged,
  attempts,
}: Described): PublishedAttempt[] {
  if (jobs_planned === undefined) return []
  const plannedBySize = new Map<number, number>()
  for (const { size } of jobs) plannedBySize.set(size, (plannedBySize.get(size) ?? 0) + iterations)
  return attempts.flatMap(({ attempt, jobs_completed: completed = 0, span_first_submit_to_last_end_s: span, outcome }) => {
    if (attempt === undefined || completed === 0) return []
    const base = { run, folder: result_dir ?? '', scheduler, attempt, planned: jobs_planned, plannedBySize, completed }
    return [{ ...base, clogged: clogged === true, ...(typeof span === 'number' ? { spanS: span } : {}), outcome }]
  })
}

/**
 * Attempts of experiments.json, in its order.
 * @param file its name, for messages
 * @throws ExperimentError where it is not what it was
 */
export function readPublishedAttempts(text: string, file: string): PublishedAttempt[] {
  try {
    return (JSON.parse(text) as { readonly experiments: readonly Described[] }).experiments.flatMap(attemptsOf)
  } catch (cause) {
    const problem = {
      where: file,
      expected: 'the recorded experiments',
      got: (cause as Error).message,
      todo: 'restore the file from the repository',
    }
    throw new ExperimentError([problem], { cause })
  }
}
