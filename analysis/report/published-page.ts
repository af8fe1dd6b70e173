/** The page of the published experiments: the tables made again, what was dropped, and how long jobs took. */
import type { Figure } from './figure.ts'
import { drawn, figureHtml } from './figure-html.ts'
import { html } from './html.ts'
import { pageOf, repeatSection, type Section } from './page.ts'
import type { PublishedRun } from './published.ts'
import { attemptsHtml, parts, publishedAnswer, tableHtml } from './published-parts.ts'
import { many } from './words.ts'

function runSection(run: PublishedRun, figures: readonly Figure[]): Section {
  const { equal, missed, others } = parts(run)
  const reasons = [...new Set(others.map(({ row }) => row.note))]
  const content = html`<p>${many(equal.length, 'published value')} made again from data/published/jobs.csv, each equal to the sixth decimal. Seconds; sd: sample standard deviation; completed jobs only, as published.</p>
${tableHtml(`Values of ${run.name} made again`, equal)}
${missed.length === 0 ? undefined : html`<h3>Made again with another value</h3>${tableHtml(`Values of ${run.name} that differ`, missed)}`}
${others.length === 0 ? undefined : html`<h3>Published values that the jobs do not give</h3>${tableHtml(`Values of ${run.name} that do not agree`, others)}<ul>${reasons.map((reason) => html`<li>${reason}</li>`)}</ul>`}
${attemptsHtml(run)}
${figures.map((figure) => figureHtml(drawn(figure)))}`
  return { id: run.name, title: run.name, content }
}

const METHOD = html`<p>Means and sample standard deviations over the rows that the published statistics used, attempt by attempt where two were joined. In
the figures a job takes from its submit to its completion as the script saw it; the attempts of a scheduler are its replications, so an interval needs
at least two. Unfinished jobs of a clogged attempt left no row: their number is what was planned less what completed, and they are censored at the last
completion. What each stamp is, and which are suspicious, is written in data/published/README.md.</p>`

/** The text of the page. */
export function publishedPage(runs: readonly PublishedRun[], figures: readonly Figure[], commands: readonly string[]): string {
  const title = runs.length === 1 ? `${runs[0]?.name}, as published and made again` : 'The published experiments, made again'
  const sections: Section[] = [
    { id: 'answer', title: 'The answer', content: publishedAnswer(runs).map((text) => html`<p>${text}</p>`) },
    ...runs.map((run) =>
      runSection(
        run,
        figures.filter((figure) => figure.id.endsWith(`-${run.name}`)),
      ),
    ),
    { id: 'method', title: 'Method', content: METHOD },
    repeatSection(commands),
  ]
  return pageOf(title, sections, figures.map(drawn))
}
