/** A worker of `sim`: simulates one replication, writes what shall be kept of it and returns its row. */
import { workerData } from 'node:worker_threads'
import { jobTimesOf } from '../analysis/run-set.ts'
import { tablesOf } from '../analysis/run-view.ts'
import { summarise } from '../analysis/summary.ts'
import { simulate } from '../sim/cluster.ts'
import type { Run } from '../sim/run.ts'
import type { StageTables } from '../src/record/stages.ts'
import { writeLine } from '../src/record/writer.ts'
import { writeWhole } from './atomic.ts'
import { keepRun } from './keep-run.ts'
import type { WorkerData } from './pool.ts'
import { ENDINGS, type Keep, type SimData, type SimResult, type SimTask } from './sim-task.ts'

const { experiments, until, commit } = (workerData as WorkerData<SimData>).data

export async function run(task: SimTask): Promise<SimResult> {
  try {
    const experiment = experiments[task.experiment]
    if (experiment === undefined) throw new RangeError(`experiment ${task.experiment} of ${experiments.length}`)
    const { keep, seed } = task
    const made = simulate(experiment, {
      seed,
      notes: keep !== null,
      ...(until === undefined ? {} : { until }),
      ...(keep?.explain === undefined ? {} : { explain: keep.explain }),
    })
    const whole = commit === undefined ? made : { ...made, header: { ...made.header, commit } }
    const tables = tablesOf(whole.events)
    if (keep !== null) await write(whole, tables, keep)
    return { ok: true, row: summarise(whole, tables), jobs: jobTimesOf(tables, whole.outcome.time) }
  } catch (error) {
    const { code, path, message, stack } = error as NodeJS.ErrnoException
    if (code !== undefined && path !== undefined) return { ok: false, code, path, message }
    return { ok: false, message, stack: stack ?? message }
  }
}

async function write(made: Run, tables: StageTables, keep: Keep): Promise<void> {
  writeWhole(keep.base + ENDINGS.record, pieces(made))
  await keepRun(made, tables, keep)
  if (keep.explain !== undefined) {
    const { explain } = await import('../analysis/explain.ts')
    writeWhole(keep.base + ENDINGS.explain, [explain(made, keep.explain).text])
  }
}

/** The record, some thousand lines at a time. */
function* pieces(made: Run): Iterable<string> {
  const LINES = 4096
  let text = `${writeLine(made.header)}\n`
  let lines = 1
  for (const event of made.events) {
    text += `${writeLine(event)}\n`
    if (++lines % LINES === 0) {
      yield text
      text = ''
    }
  }
  yield `${text}${writeLine(made.outcome)}\n`
}
