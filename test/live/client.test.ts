/** What `@kubernetes/client-node` does to who trusts it, and that it does not happen here. Numbers: DESIGN.md, "The client's traps". */

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { connect as dial } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type ClientOptions, type ClusterClient, connect, type WatchEvent } from '../../live/client.ts'
import { json, type Mimic, mimic } from '../support/api-mimic.ts'

let server: Mimic
let client: ClusterClient

async function reconnect(options: ClientOptions): Promise<void> {
  await client.close()
  client = await connect({ context: 'mimic', kubeconfig: server.kubeconfig }, options)
}

beforeEach(async () => {
  server = await mimic()
  client = await connect({ context: 'mimic', kubeconfig: server.kubeconfig })
})

afterEach(async () => {
  await client.close()
  await server.close()
})

async function closed(): Promise<void> {
  for (let i = 0; i < 100 && server.open > 0; i++) await new Promise((go) => setTimeout(go, 10))
}

describe('the client', () => {
  it('uses two connections at most for 300 calls in a row, some 64 for 300 at once, and leaves none open (trap 1)', async () => {
    for (let i = 0; i < 300; i++) await client.get('/version')
    expect(server.made).toBeLessThanOrEqual(2)
    await Promise.all(Array.from({ length: 300 }, () => client.get('/version')))
    expect(server.made).toBeLessThan(100)
    await client.close()
    await closed()
    expect(server.open).toBe(0)
  })

  it('says who it is, and keeps the path of the server', async () => {
    let who: string | undefined
    server.answer((_, response, request) => {
      who = request.headers.authorization
      json(response, 200, {})
    })
    await client.get('/version')
    expect([who, server.asked[0]?.url]).toEqual(['Bearer secret', '/prefix/version'])
  })

  it('comes again when a server that is too busy says (trap 7)', async () => {
    let busy = 2
    server.answer((_, response) =>
      busy-- > 0 ? json(response, busy === 1 ? 429 : 503, { message: 'later' }, { 'retry-after': '0' }) : json(response, 200, { ok: true }),
    )
    expect(await client.get('/x')).toEqual({ ok: true })
    expect(server.asked).toHaveLength(3)
  })

  it('gives up on a server that is always too busy, and says so', async () => {
    server.answer((_, response) => json(response, 429, { message: 'too many requests' }, { 'retry-after': '0' }))
    await expect(client.get('/x')).rejects.toMatchObject({ reason: 'throttled', status: 429, retryAfter: 0, passes: true })
    expect(server.asked).toHaveLength(6)
  })

  it('does not wait for ever: neither for an answer nor for the rest of one (trap 8)', async () => {
    await reconnect({ limit: 60 })
    server.answer(() => {})
    await expect(client.get('/silent')).rejects.toMatchObject({ reason: 'timeout', message: 'GET /prefix/silent: no answer within 0.06 s' })
    server.answer((_, response) => response.writeHead(200).write('{"half":'))
    await expect(client.get('/half')).rejects.toMatchObject({ reason: 'timeout' })
  })

  it('gives dates as text, in lists too (trap 10), and reads every page', async () => {
    server.answer((asked, response) => {
      const second = asked.url.includes('continue=more')
      const metadata = second ? { resourceVersion: '9' } : { resourceVersion: '9', continue: 'more' }
      json(response, 200, {
        metadata,
        items: [{ metadata: { creationTimestamp: second ? '2026-11-24T10:00:01Z' : '2026-11-24T10:00:00Z' } }],
      })
    })
    const dates: unknown[] = []
    expect(await client.list('/api/v1/pods', {}, (item) => dates.push(item.metadata.creationTimestamp))).toBe('9')
    expect(dates).toEqual(['2026-11-24T10:00:00Z', '2026-11-24T10:00:01Z'])
  })

  it('sends every field as it stands (trap 11) and names the kind of each patch (traps 12, 13)', async () => {
    await client.create('/crds', { spec: { 'x-kubernetes-map-type': 'atomic' } })
    await client.patch('/a', { a: 1 }, 'merge')
    await client.patch('/a', { a: 1 }, 'strategic')
    await client.patch('/a', [], 'json')
    await client.patch('/a', { a: 1 }, 'apply', { query: { fieldManager: 'muster', force: true } })
    expect(server.asked.map((one) => `${one.method} ${one.url} ${one.type} ${one.body}`)).toEqual([
      'POST /prefix/crds application/json {"spec":{"x-kubernetes-map-type":"atomic"}}',
      'PATCH /prefix/a application/merge-patch+json {"a":1}',
      'PATCH /prefix/a application/strategic-merge-patch+json {"a":1}',
      'PATCH /prefix/a application/json-patch+json []',
      'PATCH /prefix/a?fieldManager=muster&force=true application/apply-patch+yaml {"a":1}',
    ])
  })

  it.each([
    [404, { reason: 'NotFound', message: 'no' }, 'not-found'],
    [409, { reason: 'AlreadyExists', message: 'no' }, 'already-exists'],
    [409, { reason: 'Conflict', message: 'no' }, 'conflict'],
    [403, { reason: 'Forbidden', message: 'no' }, 'forbidden'],
    [401, { reason: 'Unauthorized', message: 'no' }, 'unauthorized'],
    [410, { reason: 'Expired', message: 'no' }, 'expired'],
    [422, { reason: 'Invalid', message: 'no' }, 'invalid'],
    [500, { message: 'no' }, 'server'],
  ] as const)('knows an answer of %s %j as %s (trap 14)', async (status, body, reason) => {
    server.answer((_, response) => json(response, status, body))
    await expect(client.get('/x')).rejects.toMatchObject({ reason, status, message: `GET /prefix/x: ${status} no` })
  })

  it('reads an error that is a page of a proxy', async () => {
    server.answer((_, response) => response.writeHead(502).end('<html>bad gateway</html>'))
    await expect(client.get('/x')).rejects.toMatchObject({ reason: 'server', message: 'GET /prefix/x: 502 <html>bad gateway</html>' })
  })

  it('knows a connection that is refused, and one that is reset', async () => {
    server.answer((_, response) => response.socket?.destroy())
    await expect(client.get('/x')).rejects.toMatchObject({ reason: 'unreachable', passes: true })
    await server.close()
    await expect(client.get('/x')).rejects.toThrow('ECONNREFUSED')
    server = await mimic()
  })

  it('goes through the proxy of the environment (trap 16)', async () => {
    const asked: string[] = []
    const proxy = createServer().on('connect', (request, socket) => {
      asked.push(request.url ?? '')
      const { port, hostname } = new URL(server.url)
      const on = dial(Number(port), hostname, () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n')
        on.pipe(socket).pipe(on)
      })
    })
    await new Promise<void>((listening) => proxy.listen(0, '127.0.0.1', listening))
    const far = await mimic('http://cluster.test:8080')
    const env = { HTTP_PROXY: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}` }
    const through = await connect({ context: 'mimic', kubeconfig: far.kubeconfig }, { env })
    try {
      expect(await through.get('/version')).toEqual({})
      expect(asked).toEqual(['cluster.test:8080'])
      expect(server.asked).toHaveLength(1)
    } finally {
      await through.close()
      await far.close()
      proxy.closeAllConnections()
      await new Promise((gone) => proxy.close(gone))
    }
  })

  it('takes no context that was not named, and says which there are (trap 17)', async () => {
    await expect(connect({ kubeconfig: server.kubeconfig })).rejects.toThrow(
      'contexts: mimic, other. A current context is not taken: name it',
    )
    await expect(connect({ context: 'mimick', kubeconfig: server.kubeconfig })).rejects.toThrow('did you mean mimic')
    await expect(connect({ context: 'x', kubeconfig: '/nowhere' })).rejects.toThrow('expected a kubeconfig file, got none at /nowhere')
  })
})

describe('a watch of the client', () => {
  const event = (n: number): string => `${JSON.stringify({ type: 'ADDED', object: { n } })}\n`

  it('gives each line, however it was cut, and ends when the server does', async () => {
    server.answer((_, response) => {
      response.writeHead(200)
      response.write(event(1) + event(2).slice(0, 9))
      setTimeout(() => response.end(event(2).slice(9)), 20)
    })
    const seen: WatchEvent[] = []
    await client.watch('/pods', { resourceVersion: 5 }, (one) => seen.push(one), new AbortController().signal)
    expect(seen.map((one) => one.object.n)).toEqual([1, 2])
    expect(server.asked[0]?.url).toBe('/prefix/pods?resourceVersion=5&watch=true')
  })

  it('does not swallow a line that is no JSON, nor an exception of its handler (trap 9)', async () => {
    const { signal } = new AbortController()
    server.answer((_, response) => response.writeHead(200).end('{"type":\n'))
    await expect(client.watch('/pods', {}, () => {}, signal)).rejects.toThrow('WATCH /pods: expected JSON')
    server.answer((_, response) => response.writeHead(200).end(event(1)))
    const fails = (): void => {
      throw new TypeError('handler')
    }
    await expect(client.watch('/pods', {}, fails, signal)).rejects.toThrow('handler')
  })

  it('closes its socket when it is ended from our side (trap 18)', async () => {
    const stop = new AbortController()
    server.answer((_, response) => response.writeHead(200).write(event(1)))
    const watch = client.watch('/pods', {}, () => stop.abort(), stop.signal)
    await expect(watch).rejects.toMatchObject({ reason: 'stopped' })
    await closed()
    expect(server.open).toBe(0)
  })
})
