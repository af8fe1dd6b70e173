/** An HTTP server on loopback that answers as a test says, for what a real API server cannot be made to say. Counts connections. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface Asked {
  readonly method: string
  readonly url: string
  readonly type: string | undefined
  readonly body: string
}

export type Answering = (asked: Asked, response: ServerResponse, request: IncomingMessage) => void

export interface Mimic {
  readonly url: string
  /** path of a kubeconfig whose context `mimic` leads here */
  readonly kubeconfig: string
  readonly asked: Asked[]
  /** connections made so far, and those open now */
  readonly made: number
  readonly open: number
  answer(how: Answering): void
  close(): Promise<void>
}

/** Sends JSON. */
export function json(response: ServerResponse, status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
}

export async function mimic(server?: string): Promise<Mimic> {
  let how: Answering = (_, response) => json(response, 200, {})
  let made = 0
  let open = 0
  const asked: Asked[] = []
  const http = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => {
      body += chunk
    })
    request.on('end', () => {
      const one = { method: request.method ?? '', url: request.url ?? '', type: request.headers['content-type'], body }
      asked.push(one)
      how(one, response, request)
    })
  })
  http.on('connection', (socket) => {
    made++
    open++
    socket.on('close', () => open--)
  })
  await new Promise<void>((listening) => http.listen(0, '127.0.0.1', listening))
  const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`
  const folder = mkdtempSync(join(tmpdir(), 'muster-mimic-'))
  const kubeconfig = join(folder, 'kubeconfig')
  writeFileSync(
    kubeconfig,
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name: 'c', cluster: { server: server ?? `${url}/prefix` } }],
      users: [{ name: 'u', user: { token: 'secret' } }],
      contexts: [
        { name: 'mimic', context: { cluster: 'c', user: 'u' } },
        { name: 'other', context: { cluster: 'c', user: 'u' } },
      ],
      'current-context': 'other',
    }),
  )
  return {
    url,
    kubeconfig,
    asked,
    get made() {
      return made
    },
    get open() {
      return open
    },
    answer: (next) => {
      how = next
    },
    close: async () => {
      http.closeAllConnections()
      await new Promise((closed) => http.close(closed))
      rmSync(folder, { recursive: true })
    },
  }
}
