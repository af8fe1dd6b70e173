/** What there is to choose from: scenarios, schedulers, parameters. Printed from where each is declared. */
import { parameterHelp } from '../src/experiment/parameter-help.ts'
import { formatScheduler, SCHEDULERS } from '../src/experiment/schedulers.ts'
import { listScenarios, loadScenario } from './scenario-files.ts'

type Row = readonly [name: string, text: string]

/** Names in a column, texts beside them. */
function columns(rows: readonly Row[]): string {
  const width = Math.max(...rows.map(([name]) => name.length))
  return rows.map(([name, text]) => `  ${name.padEnd(width)}  ${text}\n`).join('')
}

/** Scenarios and schedulers. */
export function choices(): string {
  return [
    'Scenarios (of data/scenarios; or give the path of a file of your own):\n',
    columns(listScenarios().map((name) => [name, loadScenario(name).title])),
    '\nSchedulers (a plain name takes the version that the scenario lists, else the first here):\n',
    columns(SCHEDULERS.map((s) => [formatScheduler(s), s.help])),
  ].join('')
}

/** The page of `muster sim --list`; with `under` only the parameters whose path begins so. */
export function listing(under: string | undefined): string {
  const parameters = parameterHelp(under)
  if (under !== undefined) return parameters === '' ? `no parameter begins with ${under}\n` : `${parameters}\n`
  return `${choices()}\nParameters (--set PATH=VALUE, or in a scenario):\n\n${parameters}\n`
}
