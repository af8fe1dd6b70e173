/** The steps of a start, in order. Each waits for what the next one needs, and for no longer than that. */
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { InvariantError } from '../../src/errors.ts'
import {
  apiServer,
  type ClientLimit,
  controllerManager,
  etcd,
  type Place,
  scheduler as schedulerProgram,
  serverOf,
} from './control-plane.ts'
import { writeKeys, writeKubeconfig } from './credentials.ts'
import { definitionsFor, webhooksOf } from './manifests.ts'
import { freePort, listening } from './ports.ts'
import { type Manifest, Rest } from './rest.ts'
import { kubeSchedulerConfig, kueueConfig, kueueQueues, type SchedulerSettings, volcanoConfig } from './scheduler-config.ts'
import type { LabScheduler } from './schedulers.ts'
import type { Program, Supervisor } from './supervisor.ts'

/** A part of a lab that can be stopped and started again. */
export type Part = 'etcd' | 'apiserver' | 'controller-manager' | 'scheduler' | 'queue'

export interface Start {
  readonly place: Place
  readonly scheduler: LabScheduler
  readonly settings: SchedulerSettings
  readonly controllers: ClientLimit
  readonly supervisor: Supervisor
  /** path of a built program */
  readonly built: (name: string) => string
  /** ends every wait: the caller's wish, or a program that ended */
  readonly signal: AbortSignal
}

/** What has been started, as it can be started again. */
export interface Booted {
  readonly rest: Rest
  readonly programs: ReadonlyMap<Part, Program>
}

/** How long a step may take, ms, and how often it is looked at. */
const PATIENCE = 60_000
const LOOK_AGAIN = 25

/** @throws InvariantError when `what` does not come to pass in a minute, or a program of the lab ends */
async function until(what: string, signal: AbortSignal, isSo: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + PATIENCE
  for (;;) {
    signal.throwIfAborted()
    if (await isSo()) return
    if (performance.now() > end) throw new InvariantError(`lab: no ${what} within ${PATIENCE / 1000} s`)
    await sleep(LOOK_AGAIN, undefined, { signal })
  }
}

async function isThere(rest: Rest, path: string): Promise<boolean> {
  try {
    return (await rest.call('GET', path)).status === 200
  } catch {
    return false // not listening yet
  }
}

/** Waits until the API server says of itself that it is ready. */
export function ready(rest: Rest, signal: AbortSignal): Promise<void> {
  return until('API server that is ready', signal, () => isThere(rest, '/readyz'))
}

export async function boot(start: Start): Promise<Booted> {
  const { place, supervisor, signal } = start
  const { folder } = place
  const programs = new Map<Part, Program>()
  const launch = async (part: Part, program: Program): Promise<void> => {
    programs.set(part, program)
    await supervisor.start(part, program)
  }
  const tokens = writeKeys(folder)
  await launch('etcd', etcd(place))
  await launch('apiserver', apiServer(place))
  const certificate = join(folder, 'certs', 'apiserver.crt')
  await until('certificate of the API server', signal, () => existsSync(certificate) && readFileSync(certificate, 'utf8').includes('END'))
  const server = serverOf(place)
  const [admin, manager, placer] = (['admin', 'controller-manager', 'scheduler'] as const).map((user) =>
    writeKubeconfig(folder, user, tokens[user], server),
  ) as [string, string, string]
  const rest = new Rest(server, readFileSync(certificate), tokens.admin)
  await ready(rest, signal)
  await define(rest, definitionsFor(start.scheduler), signal)
  await launch('controller-manager', controllerManager(place, manager, start.controllers))
  await launch('scheduler', placing(start, admin, placer))
  if (start.scheduler.queue !== undefined) await bootQueue(start, rest, admin, (program) => launch('queue', program))
  for (const namespace of ['kube-system', 'default']) {
    await until('service account, which the controllers make', signal, () =>
      isThere(rest, `/api/v1/namespaces/${namespace}/serviceaccounts/default`),
    )
  }
  return { rest, programs }
}

/** Custom kinds, and the wait until they are served. */
async function define(rest: Rest, definitions: readonly Manifest[], signal: AbortSignal): Promise<void> {
  await Promise.all(definitions.map((definition) => rest.create(definition)))
  for (const { metadata, spec } of definitions) {
    const { group, names, versions } = spec as { group: string; names: { plural: string }; versions: { name: string; served: boolean }[] }
    const version = versions.find(({ served }) => served)?.name
    await until(`kind ${metadata.name}`, signal, () => isThere(rest, `/apis/${group}/${version}/${names.plural}`))
  }
}

/** The program that places pods. Plugins read objects that the role of a plain scheduler does not cover, so these are the administrator. */
function placing({ place, scheduler, settings, built }: Start, admin: string, plain: string): Program {
  const config = join(place.folder, 'scheduler.json')
  if (scheduler.places === 'volcano') {
    writeFileSync(config, volcanoConfig())
    const words = ['--kubeconfig', admin, '--scheduler-conf', config, '--leader-elect=false', '--enable-healthz=false']
    const quiet = ['--enable-metrics=false', '--listen-address', '127.0.0.1:0', '--cache-dumper=false']
    return { args: [built('volcano'), ...words, ...quiet], log: join(place.folder, 'log', 'scheduler.log') }
  }
  writeFileSync(
    config,
    JSON.stringify(kubeSchedulerConfig(scheduler, settings, scheduler.name === 'coscheduling' ? admin : plain), null, 2),
  )
  return schedulerProgram(place, built(scheduler.places), scheduler.places === 'cp' ? ['scheduler'] : [], config)
}

/** Kueue: its program, then its webhooks once it listens, then its queues, which the webhooks check. */
async function bootQueue(start: Start, rest: Rest, admin: string, launch: (program: Program) => Promise<void>): Promise<void> {
  const { place, settings, scheduler, built, signal } = start
  const queue = scheduler.queue as string
  const folder = join(place.folder, 'queue')
  const certificates = join(place.folder, 'certs')
  mkdirSync(folder, { recursive: true })
  // the pair of the API server names 127.0.0.1, which is all that a webhook needs
  copyFileSync(join(certificates, 'apiserver.crt'), join(folder, 'tls.crt'))
  copyFileSync(join(certificates, 'apiserver.key'), join(folder, 'tls.key'))
  const port = await freePort()
  const config = join(folder, 'config.json')
  writeFileSync(config, JSON.stringify(kueueConfig(settings, folder, port), null, 2))
  await rest.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'kueue-system' } })
  const gates = queue === 'kueue06' ? ['--feature-gates', 'VisibilityOnDemand=false'] : []
  const args = [built(queue), '--config', config, ...gates]
  await launch({ args, env: [`KUBECONFIG=${admin}`], log: join(place.folder, 'log', 'queue.log') })
  await listening(port, signal)
  for (const webhook of webhooksOf(queue, port, readFileSync(join(folder, 'tls.crt')))) await rest.create(webhook)
  for (const manifest of kueueQueues(settings)) await rest.create(manifest)
}
