/** Labs that stay when the command that started them has ended, each in a folder of its own under this user's state. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { ExperimentError } from '../../src/errors.ts'
import { type LabOptions, startLab } from './lab.ts'
import { askStanding } from './supervisor.ts'

/** What is written of a lab that stays. */
export interface Standing {
  readonly name: string
  /** name@version */
  readonly scheduler: string
  readonly server: string
  readonly kubeconfig: string
  readonly context: string
  readonly startedAt: string
  readonly startedInMs: number
}

/** A standing lab and its processes; none when it was killed. */
export interface StandingState extends Standing {
  readonly pids: Readonly<Record<string, number>>
}

/** A path of a Unix socket must be shorter than this, or the system refuses it. */
const LONGEST_SOCKET = 104

/** `$XDG_STATE_HOME/muster/lab`, or `~/.local/state/muster/lab`. */
export function stateFolder(env: NodeJS.ProcessEnv = process.env): string {
  return join(env.XDG_STATE_HOME || join(homedir(), '.local', 'state'), 'muster', 'lab')
}

const socketOf = (name: string): string => join(stateFolder(), name, 'socket')
const fileOf = (name: string): string => join(stateFolder(), name, 'lab.json')

/** @throws ExperimentError when there is a lab of that name, or no such name can be */
export async function startStanding(name: string, options: Omit<LabOptions, 'folder'>): Promise<Standing> {
  if (!/^[a-z0-9][a-z0-9-]*$/.test(name)) throw problem('--name', 'letters, digits and dashes', JSON.stringify(name), 'write --name my-lab')
  if (Buffer.byteLength(socketOf(name)) > LONGEST_SOCKET) {
    throw problem(
      stateFolder(),
      'a shorter path, for a socket in it',
      `${socketOf(name).length} bytes`,
      'set XDG_STATE_HOME to a shorter one',
    )
  }
  if ((await askStanding(socketOf(name), false)) !== undefined) {
    throw problem('lab up', 'no lab of that name', `${name}, running`, `npm run lab -- down ${name}, or choose another --name`)
  }
  const folder = join(stateFolder(), name)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const lab = await startLab({ ...options, folder })
  const { scheduler, server, kubeconfig, context, startedIn } = lab
  const standing: Standing = {
    name,
    scheduler: `${scheduler.name}@${scheduler.version}`,
    server,
    kubeconfig,
    context,
    startedAt: new Date().toISOString(),
    startedInMs: startedIn,
  }
  writeFileSync(fileOf(name), `${JSON.stringify(standing, null, 2)}\n`)
  await lab.stay(socketOf(name))
  return standing
}

function problem(where: string, expected: string, got: string, todo: string): ExperimentError {
  return new ExperimentError([{ where, expected, got, todo }])
}

/** Every lab of this user, those among them that were killed. */
export async function listStanding(): Promise<StandingState[]> {
  const names = existsSync(stateFolder()) ? readdirSync(stateFolder()).sort() : []
  const known = names.filter((name) => existsSync(fileOf(name)))
  return Promise.all(
    known.map(async (name) => {
      const standing = JSON.parse(readFileSync(fileOf(name), 'utf8')) as Standing
      return { ...standing, pids: (await askStanding(socketOf(name), false)) ?? {} }
    }),
  )
}

/** Stops a lab and removes its folder. @returns whether it ran */
export async function stopStanding(name: string): Promise<boolean> {
  const pids = await askStanding(socketOf(name), true)
  rmSync(join(stateFolder(), name), { recursive: true, force: true })
  return pids !== undefined
}
