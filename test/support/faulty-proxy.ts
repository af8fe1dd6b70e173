/**
 * Stands between a client and the real API server of a lab and does to the connection what networks, load balancers and busy servers
 * do. Whatever it does not spoil is answered by the real server.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import * as https from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { join } from 'node:path'
import type { Lab } from '../../live/lab/lab.ts'
import { LineSplitter } from '../../live/lines.ts'

/** What is known of a request when its fault is chosen. */
export interface Asked {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly watch: boolean
  /** how often this very request (method and path) has come, from 1 */
  readonly times: number
  /** ms since the proxy began */
  readonly at: number
}

export type Fault =
  /** the connection is cut before the server hears of it */
  | { readonly kind: 'cut' }
  /** the server does it, and its answer is lost */
  | { readonly kind: 'lose-answer' }
  | { readonly kind: 'answer'; readonly status: number; readonly reason?: string; readonly headers?: Readonly<Record<string, string>> }
  /** the server does it, and the answer comes late */
  | { readonly kind: 'late'; readonly ms: number }
  /** what becomes of each line of a watch */
  | { readonly kind: 'lines'; readonly spoil: (line: string, n: number) => Spoilt }

export interface Spoilt {
  readonly send: readonly string[]
  /** sent 100 ms later */
  readonly later?: readonly string[]
  /** the connection ends after that */
  readonly cut?: boolean
}

export class FaultyProxy {
  /** like the administrator's, through the proxy */
  readonly kubeconfig: string
  readonly #server: https.Server
  readonly #upstream: URL
  readonly #ca: Buffer
  readonly #agent: https.Agent
  /** the connections below TLS: only these can be reset */
  readonly #sockets = new Set<Socket>()
  readonly #times = new Map<string, number>()
  readonly #began = performance.now()
  #port = 0
  /** faults that were committed, by kind */
  readonly committed = new Map<string, number>()
  /** chooses what becomes of a request; undefined: nothing */
  fault: (asked: Asked) => Fault | undefined = () => undefined

  private constructor(lab: Lab, name: string) {
    const certificate = readFileSync(join(lab.folder, 'certs', 'apiserver.crt'))
    this.#upstream = new URL(lab.server)
    this.#ca = certificate
    this.#agent = new https.Agent({ keepAlive: true, maxSockets: 64, ca: certificate })
    this.#server = https.createServer({ cert: certificate, key: readFileSync(join(lab.folder, 'certs', 'apiserver.key')) }, (req, res) =>
      this.#serve(req, res),
    )
    this.#server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket)
      socket.on('close', () => this.#sockets.delete(socket))
    })
    this.#server.on('secureConnection', (socket) => socket.on('error', () => {}))
    this.#server.on('tlsClientError', () => {})
    this.kubeconfig = join(lab.folder, `proxy-${name}.kubeconfig`)
  }

  static async start(lab: Lab, name: string): Promise<FaultyProxy> {
    const proxy = new FaultyProxy(lab, name)
    await proxy.listen()
    const config = JSON.parse(readFileSync(lab.kubeconfig, 'utf8'))
    config.clusters[0].cluster.server = `https://127.0.0.1:${proxy.#port}`
    writeFileSync(proxy.kubeconfig, JSON.stringify(config), { mode: 0o600 })
    return proxy
  }

  /** Takes connections, at the same port as before. */
  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(this.#port, '127.0.0.1', resolve))
    this.#port = (this.#server.address() as AddressInfo).port
  }

  /** Refuses connections from now on, and cuts those that are there. */
  async refuse(): Promise<void> {
    this.#count('refuse')
    const closed = new Promise((resolve) => this.#server.close(resolve))
    this.cutAll()
    await closed
  }

  /** Resets every connection. */
  cutAll(): void {
    this.#count('cut-all')
    for (const socket of this.#sockets) socket.resetAndDestroy()
  }

  async stop(): Promise<void> {
    if (this.#server.listening) await this.refuse()
    this.#agent.destroy()
  }

  #reset({ remotePort }: { readonly remotePort?: number | undefined }): void {
    for (const socket of this.#sockets) if (socket.remotePort === remotePort) socket.resetAndDestroy()
  }

  #count(kind: string): void {
    this.committed.set(kind, (this.committed.get(kind) ?? 0) + 1)
  }

  #serve(req: IncomingMessage, res: ServerResponse): void {
    const url = new URL(req.url ?? '/', this.#upstream)
    const method = req.method ?? 'GET'
    const watch = url.searchParams.get('watch') === 'true'
    const key = `${method} ${url.pathname} ${watch}`
    const times = (this.#times.get(key) ?? 0) + 1
    this.#times.set(key, times)
    const fault = this.fault({ method, path: url.pathname, query: url.searchParams, watch, times, at: performance.now() - this.#began })
    if (fault !== undefined) this.#count(fault.kind)
    if (fault?.kind === 'cut') {
      this.#reset(req.socket)
      return
    }
    if (fault?.kind === 'answer') {
      const { status, reason = 'Injected', headers = {} } = fault
      req.resume()
      res.writeHead(status, { 'content-type': 'application/json', ...headers })
      res.end(JSON.stringify({ kind: 'Status', apiVersion: 'v1', status: 'Failure', reason, message: `injected ${status}`, code: status }))
      return
    }
    this.#forward(req, res, url, fault)
  }

  #forward(req: IncomingMessage, res: ServerResponse, url: URL, fault: Exclude<Fault, { kind: 'cut' | 'answer' }> | undefined): void {
    const headers = { ...req.headers, host: this.#upstream.host }
    const up = https.request(url, { method: req.method, headers, agent: this.#agent, ca: this.#ca }, (answer) => {
      if (fault?.kind === 'lose-answer') {
        answer.resume()
        answer.on('end', () => this.#reset(req.socket))
        return
      }
      const pass = (): void => {
        res.writeHead(answer.statusCode ?? 502, answer.headers)
        res.flushHeaders()
        if (fault?.kind === 'lines') spoilLines(answer, res, req.socket, fault.spoil)
        else answer.pipe(res)
      }
      if (fault?.kind === 'late') setTimeout(pass, fault.ms)
      else pass()
      answer.on('error', () => req.socket.destroy())
    })
    up.on('error', () => req.socket.destroy())
    res.on('close', () => up.destroy())
    req.pipe(up)
  }
}

function spoilLines(answer: IncomingMessage, res: ServerResponse, socket: Socket, spoil: Extract<Fault, { kind: 'lines' }>['spoil']): void {
  const lines = new LineSplitter()
  let n = 0
  let over = false
  answer.on('data', (chunk: Buffer) => {
    for (const line of lines.take(chunk)) {
      if (over) return
      const { send, later = [], cut } = spoil(line, ++n)
      for (const text of send) res.write(text)
      if (later.length > 0) setTimeout(() => over || res.writableEnded || later.forEach((text) => void res.write(text)), 100)
      if (cut) {
        over = true
        // what was written is to arrive before the end
        setTimeout(() => socket.destroy(), 20)
      }
    }
  })
  answer.on('end', () => {
    if (!over) res.end()
  })
}
