/** `npm run figures`: the figures of the README drawn again, those of `npm run sim` into `docs/figures`, those of sizes into `docs/sizing`. */
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
import { SIZING_PICTURES, sizingPicture } from './docs-sizing.ts'
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
  const docs = join(dirname(dirname(here)), 'docs')
  const write = (folder: string, name: string, svg: string): void => {
    mkdirSync(join(docs, folder), { recursive: true })
    writeWhole(join(docs, folder, name), [svg])
    process.stdout.write(`docs/${folder}/${name}\n`)
  }
  for (const [name, svg] of await docsFigures()) write('figures', name, svg)
  for (const picture of SIZING_PICTURES) write('sizing', picture.name, await sizingPicture(picture))
}
