/** `muster analyze --published`: the published tables made again, as a page, figures and text. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { publishedTable, reproduce } from '../analysis/published-summary.ts'
import { readPublishedAttempts } from '../analysis/recorded/published-attempts.ts'
import { readPublishedJobs, readPublishedSummaries } from '../analysis/recorded/published-tables.ts'
import { publishedRuns } from '../analysis/report/published.ts'
import { publishedPage } from '../analysis/report/published-page.ts'
import { publishedAnswer, publishedFigures } from '../analysis/report/published-parts.ts'
import { ExperimentError } from '../src/errors.ts'
import { MUSTER_VERSION } from '../src/version.ts'
import { type AnalyzeAnswer, drawAll, writeReport } from './analyze-files.ts'
import { type AnalyzePlan, outOf } from './analyze-plan.ts'
import { dataFolder } from './fidelity-data.ts'

function read(name: string): [text: string, file: string] {
  return [readFileSync(join(dataFolder(), 'published', name), 'utf8'), `data/published/${name}`]
}

/** @throws ExperimentError for a run that has no published summaries */
export async function analyzePublished(plan: AnalyzePlan, command: string): Promise<AnalyzeAnswer> {
  const jobs = readPublishedJobs(...read('jobs.csv'))
  const reproduced = reproduce(readPublishedSummaries(...read('summaries.csv')), jobs)
  const attempts = readPublishedAttempts(...read('experiments.json'))
  const asked = plan.published ?? 'all'
  const runs = publishedRuns(asked, reproduced, attempts, jobs)
  if (runs.length === 0) {
    const known = publishedRuns('all', reproduced, attempts, jobs).map((run) => run.name)
    throw new ExperimentError([
      { where: '--published', expected: `one of ${known.join(', ')}`, got: JSON.stringify(asked), todo: 'leave the name away for all' },
    ])
  }
  const figures = publishedFigures(runs, plan.kinds)
  const out = outOf(plan)
  const files = plan.formats.includes('html') ? [writeReport(publishedPage(runs, figures, [command]), out)] : []
  files.push(...(await drawAll(figures, plan, out)))
  const sentences = publishedAnswer(runs)
  return {
    files,
    json: {
      version: MUSTER_VERSION,
      answer: sentences,
      published: runs.flatMap(({ rows }) => rows.map(({ row, n, found, differs }) => ({ ...row, made: { n, ...found }, differs }))),
      files,
    },
    text: async () => [...runs.map((run) => publishedTable(run.name, reproduced)), sentences.join('\n')].join('\n\n'),
  }
}
