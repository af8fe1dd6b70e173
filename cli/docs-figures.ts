/** `npm run figures`: the figures of the README, those of `npm run sim`, drawn again into `docs/figures`. */
import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { argv } from 'node:process'
import { fileURLToPath } from 'node:url'
import { renderSvg } from '../analysis/render.ts'
import { figuresOf } from '../analysis/report/figures.ts'
import { gatheredRuns } from '../analysis/report/gathered.ts'
import { simulate } from '../sim/cluster.ts'
import { formatScheduler } from '../src/experiment/schedulers.ts'
import { writeWhole } from './atomic.ts'
import { loadScenario } from './scenario-files.ts'
import { DEFAULT_SCENARIO } from './sim-plan.ts'

/** Names of the files, and the figure of the report that each is. */
const FIGURES: Readonly<Record<string, RegExp>> = {
  'who-held-which-place': /^gantt-default@/,
  'who-waits-for-whom': /^waits-default@/,
  'not-completed': /^survival$/,
}

/** The pictures by file name, as SVG: the same bytes each time. */
export async function docsFigures(): Promise<Map<string, string>> {
  const scenario = loadScenario(DEFAULT_SCENARIO)
  const experiments = scenario.experimentsFor(scenario.schedulers.map(formatScheduler))
  const runs = experiments.map((experiment) => simulate(experiment, { seed: 1, notes: true }))
  const figures = figuresOf(gatheredRuns(runs))
  const drawn = Object.entries(FIGURES).map(async ([name, id]): Promise<[string, string]> => {
    const figure = figures.find((f) => id.test(f.id))
    if (figure === undefined) throw new Error(`no figure ${id} among ${figures.map((f) => f.id).join(', ')}`)
    return [`${name}.svg`, await renderSvg(figure.draw('slide'))]
  })
  return new Map(await Promise.all(drawn))
}

const here = fileURLToPath(import.meta.url)
if (argv[1] === here) {
  const folder = join(dirname(dirname(here)), 'docs/figures')
  mkdirSync(folder, { recursive: true })
  for (const [name, svg] of await docsFigures()) {
    writeWhole(join(folder, name), [svg])
    process.stdout.write(`docs/figures/${name}\n`)
  }
}
