import { describe, expect, it } from 'vitest'
import type { Json, Query, WatchEvent } from '../../live/client.ts'
import { ClusterError } from '../../live/cluster-error.ts'
import { Watched } from '../../live/watch.ts'

const item = (name: string, version: number): Json => ({ metadata: { uid: `uid-${name}`, name, resourceVersion: String(version) } })
const event = (type: WatchEvent['type'], name: string, version: number): WatchEvent => ({ type, object: item(name, version) })

type Step =
  | { readonly list: readonly Json[]; readonly version: string }
  | { readonly events: readonly WatchEvent[]; readonly fails?: unknown }

/** A server that gives the steps of a script, one for each list or watch, and then says nothing more. */
function scripted(steps: readonly Step[]) {
  const asked: string[] = []
  let at = 0
  let over: () => void = () => {}
  const ended = new Promise<void>((done) => {
    over = done
  })
  const next = (): Step | undefined => {
    const step = steps[at++]
    if (step === undefined) over()
    return step
  }
  const client = {
    list: async (_path: string, _query: Query, onItem: (json: Json) => void): Promise<string> => {
      asked.push('list')
      const step = next()
      if (step === undefined) return new Promise<string>(() => {})
      if (!('list' in step)) throw step.fails
      step.list.forEach(onItem)
      return step.version
    },
    watch: (_path: string, query: Query, onEvent: (e: WatchEvent) => void, signal: AbortSignal): Promise<void> => {
      asked.push(`watch ${query.resourceVersion}`)
      const step = next()
      if (step === undefined) {
        return new Promise((_, reject) => signal.addEventListener('abort', () => reject(new ClusterError('stopped', 'x'))))
      }
      if (!('events' in step)) throw new Error('the script expected a list here')
      try {
        step.events.forEach(onEvent)
      } catch (error) {
        return Promise.reject(error as Error)
      }
      return step.fails === undefined ? Promise.resolve() : Promise.reject(step.fails as Error)
    },
  }
  return { client, asked, ended }
}

async function told(steps: readonly Step[]) {
  const { client, asked, ended } = scripted(steps)
  const said: string[] = []
  const watch = new Watched<string>({
    client,
    path: '/things',
    decode: (json) => `${json.metadata.name}@${json.metadata.resourceVersion}`,
    onChange: (type, now, before) => said.push(`${type} ${now}${before === undefined ? '' : ` was ${before}`}`),
    onCrash: (error) => said.push(`crash ${(error as Error).message}`),
    backoff: { first: 0, longest: 0 },
    chance: () => 0,
  })
  await watch.start()
  await ended
  await Promise.resolve()
  const objects = [...watch.objects()]
  await watch.stop()
  return { said, asked, objects }
}

const LIST: Step = { list: [item('a', 1), item('b', 2)], version: '5' }

describe('a watch', () => {
  it('tells the list and then each change, and goes on from the last version seen', async () => {
    const { said, asked } = await told([LIST, { events: [event('MODIFIED', 'a', 6), event('DELETED', 'b', 7)] }])
    expect(said).toEqual(['added a@1', 'added b@2', 'updated a@6 was a@1', 'deleted b@7 was b@2'])
    expect(asked).toEqual(['list', 'watch 5', 'watch 7'])
  })

  it('goes on from a bookmark', async () => {
    const { asked } = await told([LIST, { events: [{ type: 'BOOKMARK', object: { metadata: { resourceVersion: '90' } } }] }])
    expect(asked.at(-1)).toBe('watch 90')
  })

  it.each([
    ['a reset connection', new ClusterError('unreachable', 'ECONNRESET')],
    ['a server that is not there', new ClusterError('unreachable', 'ECONNREFUSED')],
    ['an answer of 503', new ClusterError('server', '503', { status: 503 })],
    ['a silent watch', new ClusterError('stopped', 'cut by us')],
  ])('goes on after %s without telling anything twice', async (_, fails) => {
    const { said, asked } = await told([LIST, { events: [event('ADDED', 'c', 6)], fails }, { events: [event('ADDED', 'd', 8)] }])
    expect(said).toEqual(['added a@1', 'added b@2', 'added c@6', 'added d@8'])
    expect(asked).toEqual(['list', 'watch 5', 'watch 6', 'watch 8'])
  })

  it('lists again when its version is too old, and tells the difference: what went first', async () => {
    const gone: WatchEvent = { type: 'ERROR', object: { kind: 'Status', code: 410, reason: 'Expired', message: 'too old' } }
    const { said, asked } = await told([LIST, { events: [gone] }, { list: [item('a', 9), item('c', 8)], version: '10' }])
    expect(said).toEqual(['added a@1', 'added b@2', 'deleted b@2 was b@2', 'updated a@9 was a@1', 'added c@8'])
    expect(asked).toEqual(['list', 'watch 5', 'list', 'watch 10'])
  })

  it('says an in-stream error of the server and watches again', async () => {
    const error: WatchEvent = { type: 'ERROR', object: { kind: 'Status', code: 500, message: 'etcd' } }
    const { asked } = await told([LIST, { events: [error] }])
    expect(asked).toEqual(['list', 'watch 5', 'watch 5'])
  })

  it('tells what is repeated or late once only', async () => {
    const events = [event('MODIFIED', 'a', 7), event('MODIFIED', 'a', 7), event('MODIFIED', 'a', 6), event('DELETED', 'a', 9)]
    const { said } = await told([LIST, { events: [...events, event('MODIFIED', 'a', 8), event('DELETED', 'a', 9)] }])
    expect(said.slice(2)).toEqual(['updated a@7 was a@1', 'deleted a@9 was a@7'])
  })

  it('does not lose an exception of its handler: it stops and says so', async () => {
    const { client } = scripted([LIST])
    const crashed = await new Promise<string>((onCrash) => {
      const watch = new Watched<string>({
        client,
        path: '/things',
        decode: (json) => json.metadata.name,
        onChange: () => {
          throw new Error('handler')
        },
        onCrash: (error) => onCrash((error as Error).message),
      })
      void watch.start().catch(() => {})
    })
    expect(crashed).toBe('handler')
  })

  it('refuses to start where waiting does not help', async () => {
    const { client } = scripted([{ events: [], fails: new ClusterError('forbidden', 'may not list things') }])
    const watch = new Watched<string>({ client, path: '/things', decode: () => '', onChange: () => {}, onCrash: () => {} })
    await expect(watch.start()).rejects.toThrow('may not list things')
  })

  it('waits for a server that comes later', async () => {
    const { said } = await told([{ events: [], fails: new ClusterError('unreachable', 'ECONNREFUSED') }, LIST])
    expect(said).toEqual(['added a@1', 'added b@2'])
  })
})
