/** What `size` says: the answer in sentences, the evidence as a table, the page; or one JSON document. */
import { dirname, join } from 'node:path'
import { ofUnit } from '../analysis/report/words.ts'
import type { SizeDocument } from '../analysis/sizing/document.ts'
import type { SizePageInput } from '../analysis/sizing/page.ts'
import { answerSentences } from '../analysis/sizing/say.ts'
import type { Found } from '../analysis/sizing/search.ts'
import { sensitivitySentences, type Tried, tornadoOf } from '../analysis/sizing/sensitivity.ts'
import { evidenceText } from '../analysis/sizing/text.ts'
import { MUSTER_VERSION } from '../src/version.ts'
import { quote } from './again.ts'
import { writeWhole } from './atomic.ts'
import { OutFolder } from './out-folder.ts'
import { askedOf } from './size-document.ts'
import { machinesDocument, machinesSentences, type Offered } from './size-machines.ts'
import type { SizeOptions, SizePlan } from './size-plan.ts'
import type { Terminal } from './terminal.ts'

export interface Answered {
  readonly plan: SizePlan
  readonly found: Found
  readonly document: SizeDocument
  /** the answer at other constants; none unless it was asked for */
  readonly tried: readonly Tried[]
}

/** The closed-form bound beside the simulated answer. */
export function boundText({ safeBound, asked, ask }: SizePlan): string {
  if (safeBound === null) return 'The closed-form bound says nothing about this.'
  const from = ask === 'nodes' ? `from ${ofUnit(safeBound, asked.unit)} on` : `up to ${ofUnit(safeBound, asked.unit)}`
  return `The closed-form bound proves that nothing clogs ${from}, whatever the order of events.`
}

/** The command that asks the same again. */
function commandOf(scenario: string, options: SizeOptions): string {
  const words = [scenario, '--ask', options.ask as string]
  const given = { scheduler: options.scheduler, deadline: options.deadline, budget: options.budget, values: options.values }
  for (const [name, value] of Object.entries(given)) if (value !== undefined) words.push(`--${name}`, value)
  if (options.clogRisk !== undefined && options.clogRisk !== '1%') words.push('--clog-risk', options.clogRisk)
  if (options.quantile !== undefined && options.quantile !== '95%') words.push('--quantile', options.quantile)
  for (const set of options.set ?? []) words.push('--set', set)
  if (options.sensitivity === true) words.push('--sensitivity')
  return `npm run size -- ${words.map(quote).join(' ')}`
}

function pageInput({ plan, found, document, tried }: Answered, sentences: readonly string[], options: SizeOptions): SizePageInput {
  const source = `Source: muster ${MUSTER_VERSION}, scenario ${plan.name}, ${plan.scheduler}, simulated.`
  const tornado = tornadoOf(tried, plan.goals, source)
  return {
    scenario: plan.name,
    document,
    asked: askedOf(plan),
    trials: found.evidence.map((own) => own.trials),
    sentences,
    ...(tornado === undefined ? {} : { tornado }),
    source,
    commands: [commandOf(plan.scenario, options)],
  }
}

/** Writes the document, and the page where there is one, into `--out` or the next free folder; returns the paths. */
function keep(name: string, document: SizeDocument, page: string | undefined, out: string | undefined): string[] {
  const folder = OutFolder.answerFolder(out, name)
  const files: [string, string][] = [['answer.json', `${JSON.stringify(document, null, 2)}\n`]]
  if (page !== undefined) files.push(['report.html', page])
  return files.map(([file, text]) => {
    writeWhole(join(folder, file), [text])
    return join(folder, file)
  })
}

function print(
  head: string,
  sentences: readonly string[],
  document: SizeDocument,
  unit: string,
  files: readonly string[],
  options: SizeOptions,
  terminal: Terminal,
): void {
  const paths = `\nthe answer, and what it rests on\n${files.map((file) => `  ${file}\n`).join('')}`
  if (options.json === true) {
    terminal.out(`${JSON.stringify(document, null, 2)}\n`)
    if (options.quiet !== true) terminal.err(paths)
    return
  }
  terminal.out(`${head}\n\n${sentences.join('\n')}\n`)
  if (options.quiet === true) return
  if (document.evidence.length > 0) terminal.out(`\n${evidenceText(document.evidence, unit, document.answer)}\n`)
  terminal.out(paths)
}

export async function sayAnswer(answered: Answered, options: SizeOptions, terminal: Terminal): Promise<void> {
  const { plan, found, document, tried } = answered
  const sentences = [...answerSentences(found, askedOf(plan), document.evidence), boundText(plan)]
  if (tried.length > 0) sentences.push(...sensitivitySentences(tried, plan.goals))
  const input = pageInput(answered, sentences, options)
  const { sizeFigures, sizePage } = await import('../analysis/sizing/page.ts')
  const files = keep(plan.name, document, options.pictures === false ? undefined : sizePage(input), options.out)
  if (options.figures === true) {
    const { drawAll } = await import('./analyze-files.ts')
    files.push(...(await drawAll(sizeFigures(input), { formats: ['svg', 'png'], workers: plan.workers }, dirname(files[0] as string))))
  }
  print(`${plan.scheduler}, --ask ${plan.ask}`, sentences, document, plan.asked.unit, files, options, terminal)
}

export async function sayMachines(scenario: string, offered: readonly Offered[], options: SizeOptions, terminal: Terminal): Promise<void> {
  const document = machinesDocument(offered)
  const plan = (offered[0] as Offered).plan
  const sentences = machinesSentences(offered)
  let page: string | undefined
  if (options.pictures !== false) {
    const { machinesPage } = await import('./size-machines-page.ts')
    page = machinesPage(plan.name, document, offered, sentences, [commandOf(scenario, options)])
  }
  const files = keep(plan.name, document, page, options.out)
  print(`${plan.scheduler}, --ask machine-type`, sentences, document, 'nodes x machine', files, options, terminal)
}
