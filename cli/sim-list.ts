/** What there is to choose from: scenarios, schedulers, parameters. Printed from where each is declared. */
import type { Owner } from '../src/experiment/parameter.ts'
import { ITEM_PARAMETERS, PARAMETERS } from '../src/experiment/parameters/index.ts'
import { formatScheduler, SCHEDULERS } from '../src/experiment/schedulers.ts'
import { listScenarios, loadScenario } from './scenario-files.ts'

type Row = readonly [name: string, text: string]

/** Names in a column, texts beside them. */
function columns(rows: readonly Row[]): string {
  const width = Math.max(...rows.map(([name]) => name.length))
  return rows.map(([name, text]) => `  ${name.padEnd(width)}  ${text}\n`).join('')
}

function defaultText(p: (typeof PARAMETERS)[number]): string {
  const text = p.default ?? p.unset
  return text === undefined ? '' : `; default: ${text}`
}

function parameterRow(p: (typeof PARAMETERS)[number]): Row {
  const what = [p.help, `(${p.type.expected}${defaultText(p)})`]
  if (p.schedulers !== undefined) what.push(`[only ${p.schedulers.map(ownerText).join(', ')}]`)
  return [p.path, what.join(' ')]
}

/** `coscheduling 60s`: a scheduler the parameter belongs to, with its default there. */
function ownerText(owner: Owner): string {
  return [owner.name, ...(owner.versions ?? []), owner.default].join(' ')
}

/** The page of `muster sim --list`. */
export function listing(): string {
  return [
    'Scenarios (data/scenarios, or the path of a file of your own):\n',
    columns(listScenarios().map((name) => [name, loadScenario(name).title])),
    '\nSchedulers (--scheduler NAME takes the version that the scenario lists, else the first here):\n',
    columns(SCHEDULERS.map((s) => [formatScheduler(s), s.help])),
    '\nParameters (--set PATH=VALUE, or in a scenario):\n',
    columns(PARAMETERS.map(parameterRow)),
    '\nFields of the items of lists:\n',
    columns(ITEM_PARAMETERS.map(parameterRow)),
  ].join('')
}
