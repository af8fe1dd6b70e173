/** The work of `muster live SCENARIO`: plan, consent, the run, files, answer. */
import { existsSync } from 'node:fs'
import type { RunRecord } from '../analysis/run-view.ts'
import type { RunSummary } from '../analysis/summary-row.ts'
import type { ClusterClient } from '../live/client.ts'
import type { Target } from '../live/kubeconfig.ts'
import type { Lab } from '../live/lab/lab.ts'
import { runId } from '../live/names.ts'
import { imagesOf } from '../live/program.ts'
import { pullImages } from '../live/pull.ts'
import { type Kept, readKept } from '../live/record-file.ts'
import { type LiveEnd, runLive } from '../live/run.ts'
import { statusLine } from '../live/tally.ts'
import { warningText } from '../live/warnings.ts'
import { ExperimentError } from '../src/errors.ts'
import { describeClog } from '../src/gang/report.ts'
import { FORMAT_VERSION, type Header } from '../src/record/events.ts'
import { readRecord } from '../src/record/reader.ts'
import { MUSTER_VERSION } from '../src/version.ts'
import { quote } from './again.ts'
import { currentCommit } from './commit.ts'
import { EXIT } from './exit.ts'
import { printLive } from './live-answer.ts'
import { agreed, fitting } from './live-ask.ts'
import { dryRun } from './live-dry-run.ts'
import { EnvironmentFile } from './live-environment.ts'
import { type LiveOptions, type LivePlan, planLive } from './live-plan.ts'
import { startStatusLine } from './live-status.ts'
import { fingerprint, OutFolder } from './out-folder.ts'
import { baseName, ENDINGS } from './sim-task.ts'
import { stopOnSignal } from './stop-on-signal.ts'
import type { Terminal } from './terminal.ts'

/** Where a run happens, and how that is left. */
interface Place {
  readonly client: ClusterClient
  readonly lab: Lab | undefined
  leave(): Promise<void>
}

/**
 * @returns exit code
 * @throws ExperimentError for what the user can mend; nothing is created then
 */
export async function runLiveCommand(scenario: string, options: LiveOptions, terminal: Terminal): Promise<number> {
  const plan = await planLive(scenario, options)
  if (options.dryRun === true) {
    terminal.out(dryRun(plan))
    return EXIT.done
  }
  const kept = options.resume === true ? interrupted(plan, options) : undefined
  const stop = stopOnSignal()
  const place = await go(plan, stop)
  try {
    if (plan.target !== undefined && kept === undefined && !(await mayBegin(plan, options, place.client, terminal))) {
      terminal.err('nothing was created\n')
      return EXIT.usage
    }
    return await run(plan, options, place, kept, stop, terminal)
  } finally {
    await place.leave()
  }
}

async function mayBegin(plan: LivePlan, { check, yes }: LiveOptions, client: ClusterClient, terminal: Terminal): Promise<boolean> {
  return (check === false || (await fitting(plan, client, terminal))) && agreed(plan, client, yes === true, terminal)
}

async function go(plan: LivePlan, signal: AbortSignal): Promise<Place> {
  const { connect } = await import('../live/client.ts')
  if (plan.target !== undefined) {
    const client = await connect(plan.target)
    return { client, lab: undefined, leave: () => client.close() }
  }
  const [{ labFor }, { findLabScheduler }] = await Promise.all([import('../live/lab/world.ts'), import('../live/lab/schedulers.ts')])
  const scheduler = findLabScheduler(plan.scheduler, '--scheduler')
  if ('todo' in scheduler) throw new ExperimentError([scheduler])
  const lab = await labFor(plan.experiment, scheduler, { signal, nodes: plan.nodes })
  const client = await connect(lab)
  return {
    client,
    lab,
    leave: async () => {
      await client.close()
      await lab.stop()
    },
  }
}

/** The record that a run left behind. */
function interrupted(plan: LivePlan, { out }: LiveOptions): { readonly file: string; readonly kept: Kept } {
  const file = out === undefined ? '' : `${out}/${baseName(plan.scheduler, plan.seed)}${ENDINGS.record}`
  if (out === undefined || !existsSync(file)) {
    const got = out === undefined ? 'none' : `${out}, which holds no record of ${plan.scheduler} with seed ${plan.seed}`
    const todo = 'give the same command with --out FOLDER --resume; the folder is the one that the interrupted run named'
    throw new ExperimentError([{ where: '--resume', expected: '--out with the folder of the run that is to go on', got, todo }])
  }
  return { file, kept: readKept(file) }
}

function manifestOf(plan: LivePlan, command: string) {
  const { experiment, seed, scheduler, target } = plan
  return {
    muster: MUSTER_VERSION,
    command,
    scenario: plan.name,
    schedulers: [scheduler],
    seeds: [seed, seed] as const,
    fingerprint: fingerprint(['live', target === undefined ? 'lab' : 'live', experiment, scheduler, seed]),
    state: 'unfinished' as const,
  }
}

/** The command line as it was given. */
function givenCommand(): string {
  const words = process.argv.slice(process.argv.indexOf('live') + 1)
  return `npm run live -- ${words.map(quote).join(' ')}`
}

async function headerOf(plan: LivePlan, client: ClusterClient): Promise<Header> {
  const { gitVersion } = (await client.get('/version')) as { gitVersion: string }
  const now = Date.now()
  const commit = currentCommit()
  return {
    kind: 'header',
    format: FORMAT_VERSION,
    muster: MUSTER_VERSION,
    ...(commit === undefined ? {} : { commit }),
    backend: plan.target === undefined ? 'lab' : 'live',
    scenario: plan.name,
    scheduler: plan.scheduler,
    seed: plan.seed,
    experiment: plan.experiment,
    cluster: { run: runId(now, Math.random()), namespace: plan.namespace, kubernetes: gitVersion },
    startedAt: new Date(now).toISOString(),
  }
}

async function run(
  plan: LivePlan,
  options: LiveOptions,
  { client, lab }: Place,
  before: { readonly file: string; readonly kept: Kept } | undefined,
  signal: AbortSignal,
  terminal: Terminal,
): Promise<number> {
  const folder = OutFolder.open<RunSummary>(options.out, manifestOf(plan, givenCommand()))
  const base = folder.file(baseName(plan.scheduler, plan.seed))
  const record = base + ENDINGS.record
  if (before === undefined && existsSync(record)) throw unfinished(record)
  const header = before?.kept.header ?? (await headerOf(plan, client))
  const { run: id, namespace } = header.cluster as { readonly run: string; readonly namespace: string }
  const cleaning = plan.target === undefined ? '' : cleanCommandOf(plan.target, namespace, id)
  const status = startStatusLine(terminal, options.quiet === true)
  const say = (text: string): void => status.say(`${text}\n`)
  say(`${lab === undefined ? `${client.context}, ` : 'lab, '}${client.server}: run ${id} into ${folder.path}`)
  let removed = false
  // the second Ctrl-C ends the process as it is
  process.on('exit', () => {
    if (signal.aborted && !removed && cleaning !== '') process.stderr.write(`what the run left is removed by\n  ${cleaning}\n`)
  })
  const environment = new EnvironmentFile({ lab, plan, client, run: id, header, folder, say })
  let end: LiveEnd
  try {
    if (lab === undefined && before === undefined && options.pull !== false) {
      await pullImages({ client, run: id, namespace, images: imagesOf(plan.experiment, plan.images), signal, say })
    }
    end =
      before?.kept.outcome === undefined
        ? await runLive({
            ...{ client, experiment: plan.experiment, seed: plan.seed, run: id, namespace, schedulerName: plan.schedulerName },
            ...{ images: plan.images, record, header, signal, say, stopOnClog: plan.stopOnClog, deadline: plan.deadline },
            ...(before === undefined ? {} : { kept: before.kept }),
            ...(plan.jobLimit === undefined ? {} : { jobLimit: plan.jobLimit }),
            ...(lab !== undefined && plan.nodes === 'played' ? {} : { logs: folder.file('logs') }),
            ...(lab === undefined ? {} : { world: (await import('../live/lab/world.ts')).playWorld(plan.experiment, plan.nodes) }),
            onFirstDone: () => void environment.write(),
            onClog: (report) => say(describeClog(report, { namespace })),
            onStatus: (counts, now) => status.show(statusLine(counts, now)),
          })
        : { outcome: before.kept.outcome, leftovers: [], warnings: [] }
    removed = end.leftovers.length === 0
    await environment.write()
  } finally {
    status.stop()
  }
  if (!removed) terminal.err(`${end.leftovers.length} objects of the run are still there; remove them with\n  ${cleaning}\n`)
  if (options.quiet !== true) terminal.err(warningText(end.warnings))
  const made: RunRecord = await readBack(record)
  await printLive({ plan, folder, base, made, namespace }, options, terminal)
  if (!signal.aborted) return EXIT.done
  terminal.err('interrupted: what was recorded is kept, what was created is removed\n')
  return EXIT.interrupted
}

/** What removes a run's objects when it could not do so itself. */
function cleanCommandOf({ context, kubeconfig }: Target, namespace: string, run: string): string {
  const where = ['--context', context, ...(kubeconfig === undefined ? [] : ['--kubeconfig', kubeconfig]), '--namespace', namespace]
  return `npm run live -- clean ${[...where, '--run', run].map(quote).join(' ')}`
}

function unfinished(record: string): ExperimentError {
  const todo = 'add --resume to go on with it, or choose another folder'
  return new ExperimentError([{ where: '--out', expected: 'a folder without a record of this run', got: record, todo }])
}

async function readBack(record: string): Promise<RunRecord> {
  const { readFileSync } = await import('node:fs')
  const { header, events, outcome } = readRecord(readFileSync(record, 'utf8'), record)
  if (outcome === undefined)
    throw new ExperimentError([{ where: record, expected: 'an outcome', got: 'none', todo: 'go on with --resume' }])
  return { header, events, outcome }
}
