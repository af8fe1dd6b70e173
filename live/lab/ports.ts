/** Free ports on loopback. */
import { randomInt } from 'node:crypto'
import { createConnection, createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Below the range from which the system takes ports for outgoing connections: a port found free here is not taken by one of
 * those before, or between two starts of, the program that it is for.
 */
const FIRST = 20_000
const LAST = 32_000

const given = new Set<number>()

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}

/** A port on which nothing listens; never the same one twice from this process. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(FIRST, LAST)
    if (given.has(port) || !(await isFree(port))) continue
    given.add(port)
    return port
  }
}

/** Waits until something listens. */
export async function listening(port: number, signal: AbortSignal): Promise<void> {
  const tried = (): Promise<boolean> =>
    new Promise((resolve) => {
      const connection = createConnection({ port, host: '127.0.0.1' })
      connection.once('connect', () => resolve(true)).once('error', () => resolve(false))
      connection.once('connect', () => connection.destroy())
    })
  while (!(await tried())) await sleep(50, undefined, { signal })
}
