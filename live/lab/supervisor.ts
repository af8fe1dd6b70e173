/**
 * The supervisor of a lab (`modules/supervisor`), as seen from here: programs are started and signalled through it, and none of
 * them outlives this process, however it ends.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { createConnection } from 'node:net'
import { constants } from 'node:os'
import { createInterface } from 'node:readline'
import { InvariantError } from '../../src/errors.ts'

/** A program of the lab. */
export interface Program {
  /** the file and its words */
  readonly args: readonly string[]
  readonly log: string
  readonly env?: readonly string[]
}

interface Report {
  readonly name: string
  readonly pid?: number
  readonly exited?: boolean
  readonly code?: number
  readonly error?: string
}

/** What became of a program that has ended; code -1: a signal. */
export interface Exit {
  readonly name: string
  readonly code: number
}

export class Supervisor {
  readonly #child: ChildProcess
  readonly #pids = new Map<string, number>()
  readonly #waiting: { readonly name: string; readonly wants: 'pid' | 'exit'; settle(report: Report): void }[] = []
  readonly #gone: Promise<void>
  /** called for each program that ends without having been asked to */
  onExit: (exit: Exit) => void = () => {}

  /** @param command the supervisor's file, and before it whatever is to start it */
  constructor(command: readonly string[]) {
    const [file, ...words] = command as [string, ...string[]]
    // a session of its own: Ctrl-C reaches us and not the lab, which ends when we do. Nothing of our output is held open by one that stays
    this.#child = spawn(file, words, { stdio: ['pipe', 'pipe', 'ignore'], detached: true })
    this.#child.stdin?.on('error', () => {})
    this.#gone = new Promise((resolve) => {
      this.#child.on('close', () => resolve()).on('error', () => resolve())
    })
    if (this.#child.stdout !== null) createInterface({ input: this.#child.stdout }).on('line', (line) => this.#heard(JSON.parse(line)))
  }

  /** Its own process id. */
  get pid(): number {
    return this.#child.pid ?? 0
  }

  /** Process ids of what runs. */
  get pids(): ReadonlyMap<string, number> {
    return this.#pids
  }

  /** Starts a program. @returns its process id @throws InvariantError when the system cannot start it */
  async start(name: string, program: Program): Promise<number> {
    const reported = this.#next(name, 'pid')
    this.#send({ start: name, ...program })
    const { pid, error } = await reported
    if (pid === undefined) throw new InvariantError(`${name} did not start: ${error ?? 'the supervisor has gone'}`)
    return pid
  }

  /** Sends a signal. For one that ends a program, `ended` waits until it has. */
  signal(name: string, signal: NodeJS.Signals): void {
    this.#send({ signal: name, with: constants.signals[signal] })
  }

  async kill(name: string): Promise<void> {
    if (!this.#pids.has(name)) return
    const ended = this.#next(name, 'exit')
    this.signal(name, 'SIGKILL')
    await ended
  }

  /** Lets everything go on without us, reachable at a Unix socket. @throws InvariantError when there can be none */
  async stay(socket: string): Promise<void> {
    const reported = this.#next('supervisor', 'pid')
    this.#send({ stay: socket })
    const { pid, error } = await reported
    if (pid === undefined) throw new InvariantError(`the lab cannot stay: ${error ?? 'its supervisor has gone'}`)
    this.#child.stdin?.end()
    this.#child.stdout?.destroy()
    this.#child.unref()
  }

  /** Ends every program and the supervisor. Safe to call twice. */
  async stop(): Promise<void> {
    this.onExit = () => {}
    this.#child.stdin?.end()
    await this.#gone
  }

  #send(request: unknown): void {
    this.#child.stdin?.write(`${JSON.stringify(request)}\n`)
  }

  #next(name: string, wants: 'pid' | 'exit'): Promise<Report> {
    return new Promise((resolve) => {
      const entry = { name, wants, settle: resolve }
      this.#waiting.push(entry)
      void this.#gone.then(() => resolve({ name }))
    })
  }

  #heard(report: Report): void {
    if (report.pid !== undefined) this.#pids.set(report.name, report.pid)
    if (report.exited) this.#pids.delete(report.name)
    const at = this.#waiting.findIndex((w) => w.name === report.name && (w.wants === 'exit' ? report.exited : true))
    if (at >= 0) this.#waiting.splice(at, 1)[0]?.settle(report)
    else if (report.exited) this.onExit({ name: report.name, code: report.code ?? -1 })
  }
}

/**
 * Asks a supervisor that stays what runs, and with `stop` ends it all; returns when that is done.
 * @returns process ids by name; undefined when nobody answers at that socket
 */
export function askStanding(socket: string, stop: boolean): Promise<Readonly<Record<string, number>> | undefined> {
  return new Promise((resolve) => {
    let text = ''
    const connection = createConnection(socket)
    connection.setEncoding('utf8').on('data', (piece: string) => {
      text += piece
    })
    connection.on('connect', () => connection.write(`${JSON.stringify({ stop })}\n`))
    connection.on('error', () => resolve(undefined))
    connection.on('close', () => resolve(text === '' ? undefined : (JSON.parse(text) as Record<string, number>)))
  })
}
