/** `npm run soak -- MINUTES`: runs on the lab one after another in this process; its memory and its sockets must not grow. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadScenario } from '../cli/scenario-files.ts'
import { runInLab } from '../live/lab/run-in-lab.ts'
import { findLabScheduler, type LabScheduler } from '../live/lab/schedulers.ts'

/** Of the first rounds nothing is asked: code is read and compiled in them. */
const WARM_UP = 3
/** What memory may grow by over all rounds after that, MiB, and open files. */
const MEMORY = 64
const FILES = 2

interface Look {
  readonly mib: number
  readonly files: number
}

function look(): Look {
  globalThis.gc?.()
  return { mib: process.memoryUsage().rss / 2 ** 20, files: readdirSync('/proc/self/fd').length }
}

const minutes = Number(process.argv[2] ?? 30)
const folder = mkdtempSync(join(tmpdir(), 'muster-soak-'))
const scheduler = findLabScheduler('coscheduling@0.28', '') as LabScheduler
const sets = ['experimenter.grace=1s', 'application.runTime=1s', 'kubelet.teardown=0.1s']
const experiment = loadScenario('smallest', sets).experimentFor('coscheduling@0.28')
const end = Date.now() + minutes * 60_000
let first: Look | undefined
let last = look()
let failed = 0
for (let round = 1; Date.now() < end || round <= WARM_UP + 1; round++) {
  const record = join(folder, `${round}.jsonl`)
  const { outcome, leftovers } = await runInLab({
    experiment,
    scheduler,
    seed: round,
    record,
    signal: new AbortController().signal,
    say: () => {},
  })
  if (outcome.outcome !== 'completed' || leftovers.length > 0) failed++
  last = look()
  if (round === WARM_UP) first = last
  console.log(
    `round ${round}: ${outcome.outcome} in ${(outcome.time / 1e6).toFixed(1)} s, ${last.mib.toFixed(0)} MiB, ${last.files} open files`,
  )
}
rmSync(folder, { recursive: true })
const grown = { mib: last.mib - (first?.mib ?? 0), files: last.files - (first?.files ?? 0) }
console.log(
  `${failed} rounds failed; grown by ${grown.mib.toFixed(1)} MiB (limit ${MEMORY}) and ${grown.files} open files (limit ${FILES})`,
)
process.exitCode = failed === 0 && grown.mib <= MEMORY && grown.files <= FILES ? 0 : 1
