/** `--ask machine-type`: for each type the fewest nodes that meet the goals, and which of these is the cheapest. */

import { percent, short } from '../analysis/report/words.ts'
import { CONFIDENCE, type EvidenceRow, type SizeDocument } from '../analysis/sizing/document.ts'
import { goalsText } from '../analysis/sizing/say.ts'
import { ExperimentError } from '../src/errors.ts'
import type { NodePool } from '../src/experiment/experiment.ts'
import { expandValues } from '../src/experiment/sweep.ts'
import { loadMachines } from './scenario-files.ts'
import { documentOf } from './size-document.ts'
import { planSize, type SizeOptions, type SizePlan } from './size-plan.ts'
import { findBest, type SizePool } from './size-search.ts'

/** A machine type and, where it is known, the price of one node-hour. */
export interface Offer {
  readonly machine: string
  readonly price?: number
}

/** What a type came to. */
export interface Offered {
  readonly offer: Offer
  readonly plan: SizePlan
  readonly document: SizeDocument
  /** of the nodes that answer; absent where none do */
  readonly row?: EvidenceRow
  /** cpu that one node offers, millicores */
  readonly cpu: number
}

function priceOf(text: string): number {
  const price = Number(text)
  if (price >= 0 && text !== '') return price
  const todo = 'write --values n2-standard-4+0.19,n2-standard-8+0.39'
  throw new ExperimentError([
    { where: '--values', expected: 'machine types, each with +PRICE of a node-hour or without', got: JSON.stringify(text), todo },
  ])
}

/** Types of `--values`; else those of the family of the scenario's own machine: `c2d-standard-8` has c2d-standard-2, -4, ... */
export function offersOf(values: string | undefined, own: string): Offer[] {
  const machines = loadMachines()
  const priced = (machine: string, price = machines.get(machine)?.price): Offer => ({ machine, ...(price === undefined ? {} : { price }) })
  if (values !== undefined) {
    return (expandValues(values) ?? []).map((text) => {
      const [machine = '', price] = text.split('+')
      return priced(machine, price === undefined ? undefined : priceOf(price))
    })
  }
  const family = own.replace(/\d+(?=(-one-thread)?$)/, '#')
  const found = [...machines.keys()].filter((name) => name.replace(/\d+(?=(-one-thread)?$)/, '#') === family)
  return (found.length === 0 ? [own] : found).map((name) => priced(name))
}

/** The plan with the price of the type instead of that of the scenario, which is its own machine's. */
function atPrice(plan: SizePlan, { price }: Offer): SizePlan {
  const repriced = ({ price: _, ...pool }: NodePool): NodePool => (price === undefined ? pool : { ...pool, price })
  const choices = plan.choices.map((choice) => {
    const { cluster } = choice.experiment
    return { ...choice, experiment: { ...choice.experiment, cluster: { ...cluster, pools: cluster.pools.map(repriced) } } }
  })
  return { ...plan, choices }
}

/**
 * Searches every type.
 * @throws ExperimentError where a type is not known
 */
export async function askMachines(
  scenario: string,
  options: SizeOptions,
  pool: SizePool,
  onRuns: (text: string, runs: number) => void,
): Promise<Offered[]> {
  const { values, ...rest } = options
  const first = planSize(scenario, { ...rest, ask: 'nodes' })
  const offers = offersOf(values, first.choices[0]?.experiment.cluster.machine ?? '')
  const offered: Offered[] = []
  for (const offer of offers) {
    const plan = atPrice(
      planSize(scenario, { ...rest, ask: 'nodes', set: [...(options.set ?? []), `cluster.machine=${offer.machine}`] }),
      offer,
    )
    const found = await findBest(plan, pool, (text, runs) => onRuns(`${text} x ${offer.machine}`, runs))
    const document = documentOf(plan, found)
    const row = document.evidence.find((r) => r.value === document.answer)
    const cpu = plan.choices[0]?.experiment.cluster.pools[0]?.allocatable.cpu ?? 0
    offered.push({ offer, plan, document, cpu, ...(row === undefined ? {} : { row }) })
  }
  return offered
}

/** What is compared: money where every price is known, else cores paid for. */
function dear(offered: readonly Offered[]): { readonly of: (o: Offered) => number; readonly what: string } {
  const answered = offered.filter((o) => o.row !== undefined)
  if (answered.every((o) => o.row?.cost != null)) return { of: ({ row }) => row?.cost ?? Number.POSITIVE_INFINITY, what: '' }
  return { of: ({ row, cpu }) => ((row?.nodeHours ?? Number.POSITIVE_INFINITY) * cpu) / 1000, what: ' cpu-hours' }
}

const named = ({ document, offer }: Offered): string => `${document.answer} x ${offer.machine}`

/** The answer in sentences. */
export function machinesSentences(offered: readonly Offered[]): string[] {
  const { of, what } = dear(offered)
  const answered = offered.filter((o) => o.row !== undefined).sort((a, b) => of(a) - of(b))
  const [best, next] = answered
  const none = offered.filter((o) => o.row === undefined)
  const said = (o: Offered): string => `${named(o)} at ${short(of(o))}${what}, ${short(o.row?.makespanS?.p50)} s in the median`
  const goals = (offered[0] as Offered).plan.goals
  return [
    best === undefined
      ? `Not possible with any of ${offered.map((o) => o.offer.machine).join(', ')}.`
      : `${said(best)}: the cheapest shown to meet: ${goalsText(goals)}. There ${best.row?.clogged} of ${best.row?.runs} runs clogged, so at most ${percent(best.row?.upper95 ?? 1)} do.`,
    ...(next === undefined ? [] : [`The next worse is ${said(next)}.`]),
    ...(what === '' || best === undefined ? [] : ['No price is known for every type, so cores paid for are compared.']),
    ...none.map((o) => `${o.offer.machine}: ${o.document.reason}`),
    'Each type was searched with 95 % confidence of its own.',
  ]
}

/** The document of all types: one row a type, with the nodes that it needs. */
export function machinesDocument(offered: readonly Offered[]): SizeDocument {
  const { of } = dear(offered)
  const answered = offered.filter((o) => o.row !== undefined).sort((a, b) => of(a) - of(b))
  const [best] = answered
  return {
    ask: 'machine-type',
    scheduler: (offered[0] as Offered).plan.scheduler,
    answer: best === undefined ? null : named(best),
    reason: machinesSentences(offered).join(' '),
    safeBound: best?.plan.safeBound ?? null,
    confidence: CONFIDENCE,
    evidence: answered.map((o) => ({ ...(o.row as EvidenceRow), value: named(o) })),
  }
}
