/** What is measured of the analysis, each against the target it was set. */
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { table } from 'arquero'
import { turnaroundBySize } from '../analysis/by-size.ts'
import { gantt } from '../analysis/charts/gantt.ts'
import { renderSvg } from '../analysis/render.ts'
import type { RunRecord } from '../analysis/run-view.ts'
import { loadScenario } from '../cli/scenario-files.ts'
import { simulate } from '../sim/cluster.ts'
import { muster } from './command.ts'
import type { Row } from './items.ts'
import { measure, median } from './measure.ts'

const SCHEDULERS = ['default', 'coscheduling', 'fluence', 'kueue']

/** Rows of the table of jobs: runs of 50 jobs of five sizes under four schedulers, one in nine unfinished. */
export function jobRows(rows: number): Row {
  const column = <T>(of: (i: number) => T): T[] => Array.from({ length: rows }, (_, i) => of(i))
  const jobs = table({
    run: column((i) => `${SCHEDULERS[Math.floor(i / 50) % 4]}/${Math.floor(i / 200)}`),
    scheduler: column((i) => SCHEDULERS[Math.floor(i / 50) % 4]),
    size: column((i) => 2 + (i % 5)),
    turnaround_s: column((i) => (i % 9 === 0 ? undefined : ((i * 7919) % 100_003) / 100)),
  })
  const { seconds } = measure(() => void turnaroundBySize(jobs), 3)
  const what = `${rows.toLocaleString('en-US')} job rows by scheduler x size, with intervals`
  return { what, value: `${seconds.toFixed(2)} s`, target: '<= 2 s', met: seconds <= 2 }
}

/** `muster analyze`, from its start to its end, on the runs of four schedulers. */
export async function report(seeds: number, mostSeconds: number): Promise<Row> {
  const folder = mkdtempSync(join(tmpdir(), 'muster-bench-'))
  try {
    const run = join(folder, 'run')
    const chosen = SCHEDULERS.flatMap((name) => ['--scheduler', name])
    await muster(['sim', 'run10', ...chosen, '--seeds', `1..${seeds}`, '--no-pictures', '--quiet', '--out', run])
    const times: number[] = []
    for (let i = 0; i < 3; i++) {
      const start = performance.now()
      await muster(['analyze', run, '--out', join(folder, 'page')])
      times.push((performance.now() - start) / 1000)
    }
    const seconds = median(times)
    const megabytes = statSync(join(folder, 'page', 'report.html')).size / 1e6
    return {
      what: `report.html of 50 jobs, ${seeds * SCHEDULERS.length} runs`,
      value: `${seconds.toFixed(1)} s, ${megabytes.toFixed(1)} MB`,
      target: `<= ${mostSeconds} s, < 3 MB`,
      met: seconds <= mostSeconds && megabytes < 3,
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** A Gantt chart from its record to its picture. */
export async function ganttOf(bars: number): Promise<Row> {
  // one solid, one outlined and one pale bar a pod, about
  const sets = ['cluster.nodes=64', `workload.iterations=${Math.ceil(bars / 55)}`]
  const run: RunRecord = simulate(loadScenario('run10', sets).experimentFor('gang'), { seed: 1, notes: false })
  const drawn = (svg: string): number => svg.match(/aria-roledescription="bar"/g)?.length ?? 0
  const count = drawn(await renderSvg(gantt(run)))
  const times: number[] = []
  for (let i = 0; i < 9; i++) {
    const start = performance.now()
    await renderSvg(gantt(run))
    times.push((performance.now() - start) / 1000)
  }
  const seconds = median(times)
  return {
    what: `Gantt chart of ${count.toLocaleString('en-US')} bars, as SVG`,
    value: `${seconds.toFixed(2)} s`,
    target: `${bars.toLocaleString('en-US')} bars <= 0.2 s`,
    met: count >= bars * 0.95 && seconds <= 0.2,
  }
}
