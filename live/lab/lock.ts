/** One at a time, among processes: a file that names its holder. A holder that has gone holds nothing. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

const LOOK_AGAIN_MS = 250

/** Whether a process is there (of whoever it is). */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function take(path: string): boolean {
  try {
    writeFileSync(path, `${process.pid}\n`, { flag: 'wx' })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    return false
  }
}

function holder(path: string): number {
  try {
    return Number(readFileSync(path, 'utf8'))
  } catch {
    return 0
  }
}

/**
 * Runs `work` while holding the lock at `path`.
 * @param onWait called once when another process holds it
 * @throws AbortError when `signal` stops the wait
 */
export async function locked<T>(path: string, signal: AbortSignal, work: () => Promise<T>, onWait: () => void = () => {}): Promise<T> {
  let waited = false
  while (!take(path)) {
    const pid = holder(path)
    if (pid > 0 && !isAlive(pid)) {
      rmSync(path, { force: true })
      continue
    }
    if (!waited) onWait()
    waited = true
    await sleep(LOOK_AGAIN_MS, undefined, { signal })
  }
  try {
    return await work()
  } finally {
    rmSync(path, { force: true })
  }
}

/**
 * Takes the lock at once or not at all.
 * @returns how to give it back; or the process that holds it
 */
export function hold(path: string): (() => void) | number {
  while (!take(path)) {
    const pid = holder(path)
    if (pid > 0 && isAlive(pid)) return pid
    rmSync(path, { force: true })
  }
  return () => rmSync(path, { force: true })
}
