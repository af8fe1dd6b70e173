/** What is kept of a run beside its record: tables of jobs and pods, the clog report, a picture. Of a simulated run and of a real one. */
import type { RunRecord } from '../analysis/run-view.ts'
import { describeClog } from '../src/gang/report.ts'
import type { StageTables } from '../src/record/stages.ts'
import { writeWhole } from './atomic.ts'
import { ENDINGS, type Keep } from './sim-task.ts'

export async function keepRun(made: RunRecord, tables: StageTables, keep: Omit<Keep, 'explain'>, namespace?: string): Promise<void> {
  const { csv, JOB_COLUMNS, POD_COLUMNS } = await import('../analysis/columns.ts')
  writeWhole(keep.base + ENDINGS.jobs, csv(JOB_COLUMNS, tables.jobs()))
  writeWhole(keep.base + ENDINGS.pods, csv(POD_COLUMNS, tables.pods()))
  const { clog } = made.outcome
  if (clog !== null) writeWhole(keep.base + ENDINGS.clog, [describeClog(clog, namespace === undefined ? {} : { namespace })])
  if (!keep.pictures) return
  const [{ gantt }, { renderSvg, renderPng }] = await Promise.all([import('../analysis/charts/gantt.ts'), import('../analysis/render.ts')])
  const svg = await renderSvg(gantt(made))
  writeWhole(keep.base + ENDINGS.svg, [svg])
  writeWhole(keep.base + ENDINGS.png, [renderPng(svg)])
}
