/** Parts of the page of the published experiments: figures, tables made again, every attempt, the answer. */
import { bars } from '../charts/bars.ts'
import { boxes } from '../charts/boxes.ts'
import { survival } from '../charts/survival.ts'
import { disagreements, type Reproduced } from '../published-summary.ts'
import { barsAlt, boxesAlt, survivalAlt } from './alt-many.ts'
import type { Figure } from './figure.ts'
import { html, type Markup } from './html.ts'
import type { PublishedRun } from './published.ts'
import { listed, many } from './words.ts'

/** Kinds of figures that the published tables give. */
const KINDS: Readonly<Record<string, (run: PublishedRun) => Omit<Figure, 'id' | 'kind'>>> = {
  bars: ({ name, many: m }) => ({ title: `Turnaround by size, ${name}`, alt: barsAlt(m), draw: (width) => bars(m, width) }),
  boxes: ({ name, many: m }) => ({ title: `Spread of turnaround by size, ${name}`, alt: boxesAlt(m), draw: (width) => boxes(m, width) }),
  survival: ({ name, many: m }) => ({ title: `Time to completion, ${name}`, alt: survivalAlt(m), draw: (width) => survival(m, width) }),
}

/** @param kinds of those that `--figures` knows */
export function publishedFigures(runs: readonly PublishedRun[], kinds: readonly string[]): Figure[] {
  return runs
    .filter((run) => run.many.points.length > 0)
    .flatMap((run) =>
      kinds.flatMap((kind) =>
        kind in KINDS
          ? [{ id: `${kind}-${run.name}`, kind, ...(KINDS[kind] as (r: PublishedRun) => Omit<Figure, 'id' | 'kind'>)(run) }]
          : [],
      ),
    )
}

const digits = (value: number | undefined): string => (value === undefined ? '–' : value.toFixed(6))

/** Values made again beside those published. */
export function tableHtml(label: string, rows: readonly Reproduced[]): Markup {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${label}"><table>
<thead><tr><th scope="col">scheduler</th><th scope="col">experiment</th><th scope="col" class="name">metric</th><th scope="col">n</th><th scope="col">mean</th><th scope="col">sd</th><th scope="col">published mean</th><th scope="col">published sd</th></tr></thead>
<tbody>${rows.map(
    ({
      row,
      n,
      found,
    }) => html`<tr><th scope="row">${row.scheduler}</th><td>${row.experiment}</td><td class="name">${row.metric}</td><td>${n}</td><td>${digits(found?.mean)}</td><td>${digits(found?.sd)}</td><td>${digits(row.published_mean)}</td><td>${digits(row.published_std)}</td></tr>
`,
  )}</tbody></table></div>`
}

export function attemptsHtml({ name, attempts }: PublishedRun): Markup {
  return html`<h3>Every attempt, also those that no table tells of</h3>
<div class="scroll" tabindex="0" role="region" aria-label="Attempts of ${name}"><table>
<thead><tr><th scope="col">scheduler</th><th scope="col">folder</th><th scope="col">attempt</th><th scope="col">completed</th><th scope="col">planned</th><th scope="col">span <span class="unit">s</span></th><th scope="col" class="name">what became of it</th></tr></thead>
<tbody>${attempts.map(
    (
      a,
    ) => html`<tr><th scope="row">${a.scheduler}</th><td>${a.folder}</td><td>${a.attempt}</td><td>${a.completed}</td><td>${a.planned}</td><td>${a.spanS ?? '–'}</td><td class="text">${a.outcome}</td></tr>
`,
  )}</tbody></table></div>`
}

/** Rows that agree, those that do not, and rows with nothing to compare with. */
export function parts({ rows }: PublishedRun): {
  readonly equal: readonly Reproduced[]
  readonly missed: readonly Reproduced[]
  readonly others: readonly Reproduced[]
} {
  const agreeing = rows.filter(({ row }) => row.agree === true)
  return {
    equal: agreeing.filter(({ differs }) => differs.length === 0),
    missed: agreeing.filter(({ differs }) => differs.length > 0),
    others: disagreements(rows),
  }
}

/** The answer in three sentences. */
export function publishedAnswer(runs: readonly PublishedRun[]): string[] {
  const all = runs.map(parts)
  const [equal, missed, others] = [all.flatMap((p) => p.equal), all.flatMap((p) => p.missed), all.flatMap((p) => p.others)]
  const clogged = runs.flatMap((run) =>
    run.attempts.filter((a) => a.clogged).map((a) => `${run.name} ${a.scheduler} (${a.completed} of ${a.planned} jobs completed)`),
  )
  return [
    `Of the published values that the recorded jobs can give, ${equal.length} are equal to the sixth decimal${missed.length > 0 ? `, ${missed.length} are not` : ''}; ${others.length === 0 ? 'there are no others' : `${many(others.length, 'other')} cannot be had from the jobs, and the reason is said beside each`}.`,
    clogged.length === 0
      ? 'No attempt is recorded as clogged.'
      : `The published charts leave out who clogged: ${listed(clogged)}. Here these jobs are counted, as not completed when the last one was.`,
    "Times are the experimenter's script: whole seconds where Kubernetes stamped them, and up to half a minute late where the script was still submitting.",
  ]
}
