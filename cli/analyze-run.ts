/** The work of `muster analyze`. */
import { dirname } from 'node:path'
import { type AnalyzeOptions, analyzeCommand, planAnalyze } from './analyze-plan.ts'
import { EXIT } from './exit.ts'
import type { Terminal } from './terminal.ts'

/** Paths for a person: pictures are many, so only their folder is named. */
function listed(files: readonly string[]): string {
  const pictures = files.filter((file) => !file.endsWith('.html'))
  const folder = pictures[0] === undefined ? [] : [`${dirname(pictures[0])}/ (${pictures.length} files)`]
  return [...files.filter((file) => file.endsWith('.html')), ...folder].map((line) => `  ${line}`).join('\n')
}

/** @returns exit code */
export async function runAnalyze(given: readonly string[], options: AnalyzeOptions, terminal: Terminal): Promise<number> {
  const { FIGURE_KINDS } = await import('../analysis/report/figures.ts')
  const plan = planAnalyze(given, options, FIGURE_KINDS)
  const command = analyzeCommand(plan, FIGURE_KINDS)
  const answer =
    plan.published === undefined
      ? ((await (await import('./analyze-sweep.ts')).analyzeSweep(plan, options)) ??
        (await (await import('./analyze-files.ts')).analyzeRuns(plan, command)))
      : await (await import('./analyze-published.ts')).analyzePublished(plan, command)
  if (options.json === true) terminal.out(`${JSON.stringify(answer.json, null, 2)}\n`)
  else terminal.out(`${await answer.text(terminal.colour)}\n`)
  if (answer.files.length === 0) return EXIT.done
  const files = `\n${listed(answer.files)}\n`
  if (options.json === true) terminal.err(files)
  else terminal.out(files)
  return EXIT.done
}
