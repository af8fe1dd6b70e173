/**
 * `npm run bench`: how fast it is, medians beside a bare binary heap measured in the same process.
 *
 *     npm run bench                    all of it, some minutes
 *     npm run bench -- --only run10    the lines that say so
 *     npm run bench -- --markdown      as the table of the README
 */
import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { ganttOf, jobRows, report } from './analysis.ts'
import { bareHeap, binding, doctor, kernelEvents, type Row, run10, scaling } from './items.ts'
import { askNodes } from './sizing.ts'
import { sizes, speedUp, sweep, trace } from './sweeps.ts'

const ITEMS: Readonly<Record<string, () => Row | Promise<Row>>> = {
  heap: bareHeap,
  kernel: kernelEvents,
  'run10 default': () => run10('default'),
  'run10 coscheduling': () => run10('coscheduling'),
  'run10 fluence': () => run10('fluence'),
  'run10 kueue': () => run10('kueue'),
  'run10 gang': () => run10('gang'),
  '10,000 pods': () => binding(1000, 1, 3),
  '50,000 pods': () => binding(5000, 10, 1),
  scaling: () => scaling(500),
  'trace coscheduling': () => trace('coscheduling'),
  'trace fluence': () => trace('fluence'),
  'trace kueue': () => trace('kueue'),
  'trace gang': () => trace('gang'),
  sweep: () => sweep(1000),
  'ask nodes': askNodes,
  'five sizes': () => sizes(200),
  'two workers': () => speedUp(100),
  doctor,
  'job rows': () => jobRows(1_000_000),
  'report 4 runs': () => report(1, 5),
  'report 400 runs': () => report(100, 20),
  gantt: () => ganttOf(2000),
}

const { values } = parseArgs({ options: { only: { type: 'string' }, markdown: { type: 'boolean', default: false } } })

function line(row: Row): string {
  const met = row.met === undefined ? '' : row.met ? 'yes' : 'no'
  return values.markdown
    ? `| ${row.what} | ${row.value} | ${row.target} | ${met} |\n`
    : `${row.what.padEnd(46)}  ${row.value.padEnd(40)}  ${row.target.padEnd(24)}  ${met}\n`
}

const names = Object.keys(ITEMS).filter((name) => values.only === undefined || name.includes(values.only))
if (names.length === 0) {
  process.stderr.write(`--only: expected part of one of ${Object.keys(ITEMS).join(', ')}, got ${JSON.stringify(values.only)}\n`)
  process.exit(2)
}
const processor = cpus()[0]?.model.trim() ?? 'unknown processor'
process.stdout.write(values.markdown ? '' : `Node ${process.version}, ${cpus().length} x ${processor}\n\n`)
process.stdout.write(values.markdown ? '| what | median | target | met |\n|---|---|---|---|\n' : '')
for (const name of names) process.stdout.write(line(await (ITEMS[name] as () => Row | Promise<Row>)()))
if (values.markdown) process.stdout.write(`\nNode ${process.version}, ${cpus().length} x ${processor}.\n`)
