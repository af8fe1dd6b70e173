/** `muster live doctor`: is this cluster clogged right now? Reads, and writes nothing. */
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { Command } from 'commander'
import type { ClusterObjects } from '../live/doctor/cluster.ts'
import { ExperimentError } from '../src/errors.ts'
import { parseDuration } from '../src/experiment/quantities.ts'
import { MILLISECOND } from '../src/units.ts'
import type { Terminal } from './terminal.ts'

interface DoctorOptions {
  readonly context?: string
  readonly kubeconfig?: string
  readonly namespace?: string
  readonly allNamespaces?: boolean
  readonly file?: string
  readonly at?: string
  readonly watch?: string
  readonly json?: boolean
}

/** Exit code of a cluster that is clogged. */
const CLOGGED = 3
/** between two looks */
const PAUSE = 5_000

/** What commander knows of the command. */
export function doctorCommand(terminal: Terminal): Command {
  return new Command('doctor')
    .description('Says whether a cluster is clogged right now: who holds what, who waits for whom, what to delete. Reads only.')
    .option('--context <name>', 'the cluster: a context of the kubeconfig; a current context is not taken')
    .option('--kubeconfig <file>', 'the kubeconfig (default: $KUBECONFIG, else ~/.kube/config)')
    .option('-n, --namespace <name>', 'answers for the gangs of this namespace (default: default); room is counted on the whole cluster')
    .option('-A, --all-namespaces', 'answers for the gangs of every namespace')
    .option('--file <file>', 'reads what kubectl get ... -A -o json wrote, in place of a cluster; - is standard input')
    .option('--at <time>', 'with --file: when it was written, as 2026-11-24T12:00:00Z (default: the latest time in it)')
    .option('--watch <time>', 'looks again every 5 s for so long (30s, 2m): shows places that are taken and given back')
    .option('--json', 'one JSON document on standard output and nothing else there')
    .addHelpText('after', EXAMPLES)
    .action(async (options: DoctorOptions) => {
      terminal.code = await doctor(options, terminal)
    })
}

async function doctor(options: DoctorOptions, terminal: Terminal): Promise<number> {
  const problems = problemsOf(options)
  if (problems.length > 0) throw new ExperimentError(problems)
  const namespace = options.allNamespaces === true ? undefined : (options.namespace ?? 'default')
  const { diagnose } = await import('../live/doctor/diagnosis.ts')
  const look = await looker(options)
  try {
    const first = await look.next()
    const scope = namespace === undefined ? {} : { namespace }
    let found = diagnose(first.objects, { ...scope, now: first.now })
    if (options.watch !== undefined) {
      const { Watcher } = await import('../live/doctor/watcher.ts')
      const watcher = new Watcher(first.objects, first.now)
      const end = first.now + (parseDuration(options.watch) as number) / MILLISECOND
      for (let now = first.now; now < end; ) {
        await sleep(Math.min(PAUSE, end - now))
        const later = await look.next()
        now = later.now
        watcher.look(later.objects, now)
        found = diagnose(later.objects, { ...scope, now, ...watcher.seen() })
      }
    }
    found = { ...found, notes: [...found.notes, ...first.notes] }
    const { describeDiagnosis } = await import('../live/doctor/text.ts')
    const context = options.context === undefined ? {} : { context: options.context }
    terminal.out(
      options.json === true
        ? `${JSON.stringify({ ...look.where, ...found }, null, 2)}\n`
        : `${look.title}\n\n${describeDiagnosis(found, context)}`,
    )
    return found.verdict === 'deadlock' || found.verdict === 'livelock' ? CLOGGED : 0
  } finally {
    await look.close()
  }
}

interface Look {
  readonly objects: ClusterObjects
  readonly notes: readonly string[]
  readonly now: number
}

interface Looker {
  readonly title: string
  readonly where: object
  next(): Promise<Look>
  close(): Promise<void>
}

async function looker(options: DoctorOptions): Promise<Looker> {
  if (options.file !== undefined) {
    const { file } = options
    const { itemsOf, latestMoment, sortObjects } = await import('../live/doctor/cluster.ts')
    const items = itemsOf(textOf(file), file)
    const now = options.at === undefined ? latestMoment(items) : Date.parse(options.at)
    const look = { objects: sortObjects(items), notes: [], now }
    return { title: file, where: { file }, next: async () => look, close: async () => {} }
  }
  const { connect } = await import('../live/client.ts')
  const { readObjects } = await import('../live/doctor/read.ts')
  const { context = '', kubeconfig } = options
  const client = await connect({ context, ...(kubeconfig === undefined ? {} : { kubeconfig }) })
  return {
    title: `${context} (${client.server})`,
    where: { context, server: client.server },
    next: async () => ({ ...(await readObjects(client)), now: Date.now() }),
    close: () => client.close(),
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8')
  } catch (cause) {
    const got = (cause as NodeJS.ErrnoException).code === 'ENOENT' ? 'no such file' : (cause as Error).message
    throw new ExperimentError([{ where: '--file', expected: 'a file that can be read', got: `${got}: ${file}`, todo: 'check the path' }], {
      cause,
    })
  }
}

function problemsOf(options: DoctorOptions): ConstructorParameters<typeof ExperimentError>[0] {
  const problems = []
  const { context, file, watch, at } = options
  if ((context === undefined) === (file === undefined))
    problems.push({
      where: 'doctor',
      expected: 'a cluster (--context NAME) or a file (--file FILE)',
      got: context === undefined ? 'neither' : 'both',
      todo: 'kubectl config get-contexts -o name lists the clusters',
    })
  if (watch !== undefined && ((parseDuration(watch) ?? 0) <= 0 || file !== undefined))
    problems.push({
      where: '--watch',
      expected: 'a time above 0 with its unit, and a cluster',
      got: file === undefined ? JSON.stringify(watch) : 'a file, which does not change',
      todo: 'write --watch 30s, with --context',
    })
  if (at !== undefined && (Number.isNaN(Date.parse(at)) || file === undefined))
    problems.push({
      where: '--at',
      expected: 'a time like 2026-11-24T12:00:00Z, and --file',
      got: JSON.stringify(at),
      todo: 'leave it out: the latest time in the file is taken',
    })
  return problems
}

const EXAMPLES = `
Examples:
  muster live doctor --context my-cluster -A             the whole cluster
  muster live doctor --context my-cluster -n mpi --json  the gangs of one namespace, for scripts
  muster live doctor --context my-cluster -A --watch 1m  also places that are taken and given back
  kubectl get nodes,pods,jobs,miniclusters,events -A -o json | muster live doctor --file - -A

Exit codes: 0 not clogged; 3 clogged (deadlock or livelock); 2 something to mend in what was given; 70 a bug.
`
