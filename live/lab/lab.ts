/**
 * A real control plane on this machine: etcd, API server, controller manager and a real scheduler, on loopback, with keys of its own.
 * It has no nodes; whoever plays them (our actors, KWOK, real kubelets) brings them.
 */
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { InvariantError } from '../../src/errors.ts'
import { type Booted, boot, type Part, ready, type Start } from './boot.ts'
import { builtPrograms } from './cache.ts'
import { type ClientLimit, serverOf } from './control-plane.ts'
import { CONTEXT } from './credentials.ts'
import { freePort } from './ports.ts'
import type { Manifest } from './rest.ts'
import type { SchedulerSettings } from './scheduler-config.ts'
import { type LabScheduler, programsFor } from './schedulers.ts'
import { type Exit, Supervisor } from './supervisor.ts'

export interface LabOptions {
  readonly scheduler: LabScheduler
  /** parameters of the scheduler and its queue; absent: their own defaults */
  readonly settings?: SchedulerSettings
  /** limits of kube-controller-manager's clients; absent: 20 a second, burst 30, its own */
  readonly controllers?: ClientLimit
  /** where everything is kept; absent: a new folder under the system's temporary one, removed at the end */
  readonly folder?: string
  /** stops the start */
  readonly signal?: AbortSignal
}

/** How many of the last lines of a program are shown when it ends by itself. */
const LAST_LINES = 8

/**
 * Starts a control plane and waits until it works: seconds.
 * @throws ExperimentError when a program is not built, with the command that builds it; InvariantError when one ends by itself
 */
export async function startLab(options: LabOptions): Promise<Lab> {
  const began = performance.now()
  const { scheduler, settings = {}, controllers = { qps: 20, burst: 30 } } = options
  const built = builtPrograms(programsFor(scheduler))
  const folder = options.folder === undefined ? mkdtempSync(join(tmpdir(), 'muster-lab-')) : resolve(options.folder)
  mkdirSync(join(folder, 'log'), { recursive: true })
  chmodSync(folder, 0o700)
  const broken = new AbortController()
  const signal = options.signal === undefined ? broken.signal : AbortSignal.any([options.signal, broken.signal])
  const ports = { etcd: await freePort(), peers: await freePort(), api: await freePort() }
  const place = { folder, binary: built('cp'), ports, gates: scheduler.gates ?? [], apis: scheduler.apis ?? [] }
  const supervisor = new Supervisor([built('supervisor')])
  supervisor.onExit = (exit) => broken.abort(endedByItself(folder, exit))
  const start: Start = { place, scheduler, settings, controllers, supervisor, built, signal }
  try {
    const booted = await boot(start)
    return new Lab(start, booted, options.folder === undefined, Math.round(performance.now() - began))
  } catch (error) {
    await supervisor.stop()
    if (options.folder === undefined) rmSync(folder, { recursive: true, force: true })
    throw error
  }
}

function endedByItself(folder: string, { name, code }: Exit): InvariantError {
  const lines = readLog(folder, name).trimEnd().split('\n').slice(-LAST_LINES)
  return new InvariantError(
    `lab: ${name} ended by itself (${code < 0 ? 'killed' : `exit code ${code}`}); its last lines:\n${lines.join('\n')}`,
  )
}

function readLog(folder: string, name: string): string {
  try {
    return readFileSync(join(folder, 'log', `${name}.log`), 'utf8')
  } catch {
    return ''
  }
}

/** A control plane that runs. */
export class Lab {
  readonly folder: string
  /** path of the administrator's kubeconfig, and the context in it */
  readonly kubeconfig: string
  readonly context = CONTEXT
  readonly server: string
  readonly scheduler: LabScheduler
  /** milliseconds from the call to a control plane that works */
  readonly startedIn: number
  readonly #start: Start
  readonly #booted: Booted
  readonly #temporary: boolean
  /** ends what rests on this lab; before the lab itself */
  #onStop: (() => Promise<void>) | undefined

  constructor(start: Start, booted: Booted, temporary: boolean, startedIn: number) {
    this.#start = start
    this.#booted = booted
    this.#temporary = temporary
    this.startedIn = startedIn
    this.folder = start.place.folder
    this.kubeconfig = join(this.folder, 'admin.kubeconfig')
    this.server = serverOf(start.place)
    this.scheduler = start.scheduler
  }

  /** Process ids of what runs. */
  get pids(): ReadonlyMap<string, number> {
    return this.#start.supervisor.pids
  }

  /** Aborted, with an InvariantError that holds its last lines, when a program ends by itself. */
  get broken(): AbortSignal {
    return this.#start.signal
  }

  /** Kills a part and starts it again `down` ms later; of the API server returns when it is ready. */
  async restart(part: Part, down = 0): Promise<void> {
    const program = this.#booted.programs.get(part)
    if (program === undefined) throw new RangeError(`this lab has no ${part}`)
    await this.#start.supervisor.kill(part)
    await sleep(down)
    await this.#start.supervisor.start(part, program)
    if (part === 'apiserver') await ready(this.#booted.rest, this.#start.signal)
  }

  /** Sends a signal: SIGSTOP and SIGCONT make a part hang and go on. */
  signal(part: Part, signal: NodeJS.Signals): void {
    this.#start.supervisor.signal(part, signal)
  }

  /** Creates objects as they stand; one that is there is left alone. @throws InvariantError when one is refused */
  async apply(manifests: readonly Manifest[]): Promise<void> {
    for (const manifest of manifests) await this.#booted.rest.create(manifest)
  }

  /** An object as the API has it; undefined: it is not there. @throws the network's error */
  async read(path: string): Promise<unknown> {
    const { status, text } = await this.#booted.rest.call('GET', path)
    return status === 200 ? JSON.parse(text) : undefined
  }

  log(part: Part): string {
    return readLog(this.folder, part)
  }

  /** Lets it run on without this process, reachable at a Unix socket (`askStanding`). */
  async stay(socket: string): Promise<void> {
    await this.#start.supervisor.stay(socket)
    this.#booted.rest.close()
  }

  /** What rests on this lab is to be ended before it. */
  set onStop(stop: () => Promise<void>) {
    this.#onStop = stop
  }

  /** Ends every process, and removes the folder unless it was given. Safe to call twice. */
  async stop(): Promise<void> {
    await this.#onStop?.()
    this.#booted.rest.close()
    await this.#start.supervisor.stop()
    if (this.#temporary) rmSync(this.folder, { recursive: true, force: true })
  }
}
