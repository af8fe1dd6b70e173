/** The work of `muster analyze`. */
import { type AnalyzeOptions, analyzeCommand, planAnalyze } from './analyze-plan.ts'
import { EXIT } from './exit.ts'
import type { Terminal } from './terminal.ts'

/** @returns exit code */
export async function runAnalyze(given: readonly string[], options: AnalyzeOptions, terminal: Terminal): Promise<number> {
  const { FIGURE_KINDS } = await import('../analysis/report/figures.ts')
  const plan = planAnalyze(given, options, FIGURE_KINDS)
  const { analyzeRuns } = await import('./analyze-files.ts')
  const answer = await analyzeRuns(plan, analyzeCommand(plan, FIGURE_KINDS))
  if (options.json === true) terminal.out(`${JSON.stringify(answer.json, null, 2)}\n`)
  else terminal.out(`${await answer.text(terminal.colour)}\n`)
  const files = `\n${answer.files.map((file) => `  ${file}`).join('\n')}\n`
  if (options.json === true) terminal.err(files)
  else terminal.out(files)
  return EXIT.done
}
