/** How a command ends, and what it says when it does not end well. */
import { ExperimentError, InvariantError, type Problem } from '../src/errors.ts'

/** Exit codes. A run that clogs is an answer: 0. */
export const EXIT = {
  done: 0,
  /** something the user can mend */
  usage: 2,
  /** something we must mend */
  bug: 70,
  interrupted: 130,
} as const

/** A bug met in a run: what happened, and the command that repeats it. */
export class RunBug extends Error {
  readonly repeat: string
  constructor(message: string, repeat: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'RunBug'
    this.repeat = repeat
  }
}

/** What the operating system's answer means for someone who gave us a path. */
const SYSTEM: Readonly<Record<string, readonly [expected: string, got: string, todo: string]>> = {
  EACCES: ['a folder that may be written to', 'permission denied', 'choose another folder with --out'],
  EPERM: ['a folder that may be written to', 'operation not permitted', 'choose another folder with --out'],
  EROFS: ['a folder that may be written to', 'a read-only file system', 'choose another folder with --out'],
  ENOTDIR: ['a folder', 'a file on the way to it', 'choose another folder with --out'],
  EEXIST: ['a folder', 'a file of that name', 'move it away, or choose another folder with --out'],
  EISDIR: ['a file', 'a folder', 'name a file'],
  ENOSPC: ['room on the disk', 'none left', 'free some, then give the same command again: what had ended is kept'],
  EDQUOT: ['room within the quota', 'none left', 'free some, then give the same command again: what had ended is kept'],
  EMFILE: ['fewer open files', 'too many', 'raise the limit (ulimit -n), or give fewer --workers'],
  ERR_WORKER_OUT_OF_MEMORY: ['a run that fits into memory', 'one that does not', 'give fewer --workers, or a smaller cluster or workload'],
  ENAMETOOLONG: ['a shorter path', 'one too long for this file system', 'choose a shorter --out'],
}

/** The problem behind an error of the operating system; undefined where the user could do nothing about it. */
export function systemProblem(error: unknown): Problem | undefined {
  const { code, path } = (error ?? {}) as NodeJS.ErrnoException
  const known = code === undefined ? undefined : SYSTEM[code]
  if (known === undefined) return undefined
  const [expected, got, todo] = known
  return { where: path ?? 'this machine', expected, got, todo }
}

export interface Ending {
  readonly code: number
  readonly text: string
}

/** Message and exit code for whatever a command threw. */
export function endingOf(error: unknown): Ending {
  if (error instanceof ExperimentError) return { code: EXIT.usage, text: error.message }
  const problem = systemProblem(error)
  if (problem !== undefined) return { code: EXIT.usage, text: new ExperimentError([problem]).message }
  if (error instanceof RunBug) return { code: EXIT.bug, text: `${error.message}\n  this is a bug in muster; repeat: ${error.repeat}` }
  if (error instanceof InvariantError)
    return { code: EXIT.bug, text: `${error.message}\n  this is a bug in muster; please report it with the command you gave` }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return { code: EXIT.bug, text: `${text}\n  this is a bug in muster; please report it with the command you gave` }
}
