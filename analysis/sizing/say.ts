/** The answer to a sizing question in sentences: the value, what it rests on, its neighbours, where more is worse. */
import { ofUnit, percent, short } from '../report/words.ts'
import type { EvidenceRow, Value } from './document.ts'
import type { Goals } from './goals.ts'
import { type Found, NEIGHBOURS } from './search.ts'
import { worse } from './worse.ts'

/** What is told of a question beside what was found. */
export interface Asked {
  readonly goals: Goals
  /** the list that was searched, the best first */
  readonly values: readonly Value[]
  /** unit behind a value: `nodes` */
  readonly unit: string
  /** `fewest`, `most`, ... */
  readonly best: string
  readonly impossible: readonly { readonly text: string; readonly reason: string }[]
}

/** The goals as a person would say them. */
export function goalsText({ clogRisk, deadlineS, budget, quantile }: Goals): string {
  const share = percent(quantile)
  return [
    `clogs in fewer than ${percent(clogRisk)} of runs`,
    ...(deadlineS === undefined ? [] : [`${share} of runs within ${deadlineS} s`]),
    ...(budget === undefined ? [] : [`${share} of runs for at most ${budget}`]),
  ].join(', ')
}

const named = (value: Value, unit: string): string => (typeof value === 'number' ? ofUnit(value, unit) : value)

function evidenceText(found: Found, index: number): string {
  const own = found.evidence.find((e) => e.index === index)
  if (own === undefined) return 'was not run'
  const clogged = own.trials.filter((trial) => trial.clogged).length
  return `${clogged} of ${own.trials.length} runs clogged`
}

/** Why the value before the answer will not do, or that there is none. */
function beforeText(found: Found, asked: Asked, index: number): string {
  if (index === 0) {
    const [first] = [...asked.impossible].reverse()
    return first === undefined ? 'There is no better value.' : `${first.text} is impossible: ${first.reason}.`
  }
  const own = found.evidence.find((e) => e.index === index - 1)
  const value = named(asked.values[index - 1] as Value, asked.unit)
  if (own?.missed === undefined) return `The next better value, ${value}, is not shown to do (${evidenceText(found, index - 1)}).`
  if (own.missed === 'clogged') return `The next better value, ${value}, is not shown to do: ${evidenceText(found, index - 1)}.`
  return `The next better value, ${value}, is not shown to do: too many runs ${own.missed}.`
}

function afterText(found: Found, asked: Asked, index: number): string[] {
  const next = asked.values[index + 1]
  if (next === undefined) return ['There is no worse value.']
  const answer = found.pilots.get(index) ?? []
  const said = [`The next worse value is ${named(next, asked.unit)} (${evidenceText(found, index + 1)}).`]
  const beyond = [...found.pilots.keys()].filter((i) => i > index && i <= index + NEIGHBOURS).sort((a, b) => a - b)
  for (const i of beyond) {
    const how = worse(asked.goals, answer, found.pilots.get(i) ?? [])
    if (how !== undefined) said.push(`${named(asked.values[i] as Value, asked.unit)} would be worse: ${how}.`)
  }
  return said
}

/** @returns sentences; the first names the value, or says that there is none */
export function answerSentences(found: Found, asked: Asked, rows: readonly EvidenceRow[]): string[] {
  const { index } = found
  const all = rows.reduce((sum, row) => sum + row.runs, 0)
  if (index === undefined) {
    const missed = found.evidence.at(-1)
    const last = asked.values[missed?.index ?? 0]
    const why =
      last === undefined
        ? (asked.impossible[0]?.reason ?? 'no value can be tried')
        : `none of the values tried up to ${named(last, asked.unit)} is shown to do; there ${
            missed?.missed === undefined || missed.missed === 'clogged'
              ? evidenceText(found, missed?.index ?? 0)
              : `too many of ${missed.trials.length} runs ${missed.missed}`
          }`
    return [`Not possible: ${why}.`, ...(all > 0 ? [`It took ${all} runs.`] : [])]
  }
  const value = asked.values[index] as Value
  const row = rows.find((r) => r.value === value) as EvidenceRow
  const made = row.makespanS === null ? '' : `; makespan ${short(row.makespanS.p50)} s in the median, ${short(row.makespanS.p95)} s at 95 %`
  return [
    `${named(value, asked.unit)}: the ${asked.best} shown, with 95 % confidence, to meet: ${goalsText(asked.goals)}.`,
    `There ${evidenceText(found, index)}, so at most ${percent(row.upper95)} do${made}.`,
    beforeText(found, asked, index),
    ...afterText(found, asked, index),
    `It took ${all} runs.`,
  ]
}
