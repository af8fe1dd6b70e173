/** `--on-cluster N`: a sweep as a folder with which a user's own cluster runs its parts; with `--apply`, submitted. */
import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { isAbsolute, join, normalize } from 'node:path'
import type { ClusterClient } from '../live/client.ts'
import { ExperimentError, type Problem } from '../src/errors.ts'
import { writeWhole } from './atomic.ts'
import { EXIT } from './exit.ts'
import { DOCKERIGNORE, dockerfile, fetchScript, jobOf, jobYaml, type OnCluster, readme } from './on-cluster-files.ts'
import { OutFolder } from './out-folder.ts'
import type { SimOptions } from './sim-plan.ts'
import { sweepManifest, sweepWords } from './sweep-manifest.ts'
import { planSweep, type SweepPlan } from './sweep-plan.ts'
import type { Terminal } from './terminal.ts'

/** What both `sim` and `size` take for it. */
export interface OnClusterOptions {
  /** number of parts */
  readonly onCluster?: string
  readonly image?: string
  readonly namespace?: string
  readonly apply?: boolean
  readonly context?: string
  readonly kubeconfig?: string
  readonly yes?: boolean
}

/** More pods than this are a question of another kind. */
const MOST_PARTS = 10_000

function checkOptions({ onCluster, image, namespace, context, apply }: OnClusterOptions, plan: SweepPlan): Problem[] {
  const problems: Problem[] = []
  const add = (where: string, expected: string, got: string, todo: string) => problems.push({ where, expected, got, todo })
  const parts = Number(onCluster)
  const runs = plan.seeds.length * plan.experiments.filter((experiment) => experiment !== undefined).length
  const most = Math.min(MOST_PARTS, runs)
  if (!/^\d+$/.test(onCluster ?? '') || parts < 1 || parts > most)
    add(
      '--on-cluster',
      `a number of parts from 1 to ${most}`,
      JSON.stringify(onCluster),
      `there are ${runs} runs: write --on-cluster ${Math.min(8, most)}`,
    )
  if (image === undefined || !/^[\w.:/@-]+$/.test(image))
    add(
      '--image',
      'the name that the image shall have',
      image === undefined ? 'none' : JSON.stringify(image),
      'write --image REGISTRY/muster:1, where your cluster can pull it',
    )
  if (namespace !== undefined && !/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(namespace))
    add('--namespace', 'the name of a namespace', JSON.stringify(namespace), 'write --namespace default')
  if (context === undefined && apply === true) add('--context', 'the cluster that is meant', 'none', 'name a context of your kubeconfig')
  const { scenario } = plan
  if (isAbsolute(scenario) || normalize(scenario).startsWith('..'))
    add(
      'scenario',
      'a file in the folder of muster, from where the image is built',
      scenario,
      'copy it there and name it by its path in it',
    )
  if (plan.sweeps.length === 0) add('--on-cluster', 'a sweep', 'no --sweep', 'say what varies: --sweep cluster.nodes=4..16')
  if (plan.shard !== undefined)
    add('--shard', 'none beside --on-cluster', `${plan.shard.part}/${plan.shard.parts}`, 'leave it out: every pod has its own')
  return problems
}

function folderFor(out: string | undefined, name: string): string {
  if (out === undefined) return OutFolder.nextFree(`${name}-on-cluster`)
  if (existsSync(out) && readdirSync(out).length > 0)
    throw new ExperimentError([{ where: '--out', expected: 'a new or empty folder', got: out, todo: 'name another' }])
  mkdirSync(out, { recursive: true })
  return out
}

/** A name that Kubernetes takes, of this very sweep: the same sweep has the same. */
function nameOf(plan: SweepPlan, fingerprint: string): string {
  const stem = plan.name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 30)
  return `muster-${stem}-${fingerprint.slice(0, 8)}`
}

/** The cluster that is meant, and that a person agreed; undefined where not. Nothing is created. */
async function agreedCluster(sweep: OnCluster, options: OnClusterOptions, terminal: Terminal): Promise<ClusterClient | undefined> {
  const { context, kubeconfig, yes } = options
  const { name, namespace, parts, image } = sweep
  const [{ connect }, { confirmed }] = await Promise.all([import('../live/client.ts'), import('./live-ask.ts')])
  const client = await connect({ ...(context === undefined ? {} : { context }), ...(kubeconfig === undefined ? {} : { kubeconfig }) })
  const what = `Job ${name}, ${parts} pods of 1 cpu and 1 GiB, image ${image}`
  terminal.err(`${client.context} (${client.server}), namespace ${namespace}: ${what}\n`)
  try {
    if (yes === true || (await confirmed('create it?', terminal))) return client
  } catch (error) {
    await client.close()
    throw error
  }
  await client.close()
  return undefined
}

async function submit(sweep: OnCluster, client: ClusterClient, terminal: Terminal): Promise<void> {
  try {
    const path = `/apis/batch/v1/namespaces/${sweep.namespace}/jobs`
    await client.create(path, jobOf(sweep), { query: { fieldValidation: 'Strict' } })
    terminal.err(`submitted: job/${sweep.name}\n`)
  } finally {
    await client.close()
  }
}

/**
 * Writes the folder; nothing is simulated here.
 * @returns exit code
 * @throws ExperimentError for what the user can mend; nothing is written then
 */
export async function runOnCluster(
  scenario: string | undefined,
  options: SimOptions & OnClusterOptions,
  terminal: Terminal,
): Promise<number> {
  const plan = planSweep(scenario, options)
  const problems = checkOptions(options, plan)
  if (problems.length > 0) throw new ExperimentError(problems)
  const { fingerprint, commit } = sweepManifest(plan)
  const { image = '', namespace = 'default' } = options
  const sweep: OnCluster = {
    name: nameOf(plan, fingerprint),
    image,
    namespace,
    parts: Number(options.onCluster),
    words: sweepWords(plan),
    commit,
  }
  const client = options.apply === true ? await agreedCluster(sweep, options, terminal) : undefined
  if (options.apply === true && client === undefined) return EXIT.usage
  const folder = folderFor(options.out, plan.name)
  const files = {
    Dockerfile: dockerfile(sweep),
    'Dockerfile.dockerignore': DOCKERIGNORE,
    'job.yaml': jobYaml(sweep),
    'fetch.sh': fetchScript(sweep),
    'README.md': readme(sweep, folder),
  }
  for (const [name, text] of Object.entries(files)) writeWhole(join(folder, name), [text])
  if (options.json === true) terminal.out(`${JSON.stringify({ folder, ...sweep, files: Object.keys(files) }, null, 2)}\n`)
  else terminal.out(`a sweep in ${sweep.parts} parts for a cluster: ${folder}\n  what to type: ${join(folder, 'README.md')}\n`)
  if (client !== undefined) await submit(sweep, client, terminal)
  return EXIT.done
}
