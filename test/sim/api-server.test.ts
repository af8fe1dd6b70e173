import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ApiServer } from '../../sim/api-server.ts'
import { Kernel } from '../../sim/kernel/kernel.ts'
import type { Actor, Connection, Request } from '../../src/actors/actor.ts'
import type { Distribution } from '../../src/experiment/distribution.ts'
import type { Change, Pod } from '../../src/objects/index.ts'
import { Streams } from '../../src/random.ts'
import { SECOND, seconds } from '../../src/units.ts'
import { aJob, always, newJob, newNode, newPod } from '../support/builders.ts'
import { CASES } from '../support/cases.ts'

/** A server whose writes take 4 ms and whose watches take 2 ms, unless said, and one client that watches. */
class World {
  readonly kernel = new Kernel()
  readonly api: ApiServer
  readonly seen: { readonly type: string; readonly name: string; readonly at: number; readonly change: Change }[] = []
  readonly answers: { readonly tag: unknown; readonly ok: boolean; readonly at: number }[] = []
  readonly client: { ask(request: Request): void }

  constructor(given: { connection?: Partial<Connection>; write?: Distribution; watch?: Distribution; seed?: number } = {}) {
    const latencies = { write: given.write ?? always(0.004), watch: given.watch ?? always(0.002), read: always(0) }
    this.api = new ApiServer(this.kernel, latencies, new Streams(given.seed ?? 1))
    const actor: Actor = {
      name: 'watcher',
      connection: { watches: ['pod', 'job', 'service', 'mini-cluster'], ...given.connection },
      observe: (change) => void this.seen.push({ type: change.type, name: change.object.name, at: this.kernel.now, change }),
      wake: () => {},
      answered: (request, answer) => void this.answers.push({ tag: request.tag, ok: answer.ok, at: this.kernel.now }),
    }
    this.client = this.api.connect(actor)
  }

  /** Does a thing at a moment, then lets everything happen. */
  do(...requests: Request[]): this {
    for (const request of requests) this.client.ask(request)
    this.kernel.run()
    return this
  }

  get names(): string[] {
    return (['job', 'service', 'mini-cluster', 'pod'] as const).flatMap((kind) => [...this.api.list(kind)].map((o) => o.name))
  }
}

const create = (object: Extract<Request, { verb: 'create' }>['object'], tag?: unknown): Request => ({
  verb: 'create',
  object,
  ...(tag === undefined ? {} : { tag }),
})

describe('a request', () => {
  it('takes effect after half the write latency, is seen a watch latency later, and answered after the other half', () => {
    const world = new World().do(create(newPod(), 'a'))
    expect(world.api.get('pod', 'j-0')?.createdAt).toBe(2000)
    expect(world.seen.map((s) => [s.type, s.name, s.at])).toEqual([['added', 'j-0', 4000]])
    expect(world.answers).toEqual([{ tag: 'a', ok: true, at: 4000 }])
  })

  it('Q1: of 195 creations at once by a client of 20 a second and burst 30 the last leaves after 8.25 s', () => {
    const world = new World({ connection: { limit: { qps: 20, burst: 30 } } })
    world.do(...Array.from({ length: 195 }, (_, i) => create(newPod({ name: `p${i}` }))))
    const times = [...world.api.list('pod')].map((p) => p.createdAt - 2000)
    expect([times[29], times[30], times[194]]).toEqual([0, seconds(0.05), seconds(8.25)])
  })

  it('is limited for each kind apart where the client counts so', () => {
    const world = new World({ connection: { limit: { qps: 1, burst: 1 }, limitPerKind: true } })
    world.do(create(newPod()), create(newJob()), create(newPod({ name: 'p' })))
    expect([world.api.get('job', 'j')?.createdAt, world.api.get('pod', 'p')?.createdAt]).toEqual([2000, SECOND + 2000])
  })

  it('is refused where it names what is not, is already, or has changed', () => {
    const world = new World().do(create(newPod()))
    const uid = world.api.get('pod', 'j-0')?.uid as number
    const refused = (request: Request): unknown => {
      const answer = world.api.execute(request)
      return answer.ok ? 'ok' : answer.reason
    }
    expect(refused(create(newPod()))).toBe('already-exists')
    expect(refused({ verb: 'update', kind: 'pod', name: 'no', patch: {} })).toBe('not-found')
    expect(refused({ verb: 'update', kind: 'pod', name: 'j-0', uid: uid + 1, patch: {} })).toBe('not-found')
    expect(refused({ verb: 'delete', kind: 'pod', name: 'j-0', uid: uid + 1 })).toBe('not-found')
    expect(refused({ verb: 'bind', pod: 'j-0', uid, node: 'n0' })).toBe('ok')
    expect(refused({ verb: 'bind', pod: 'j-0', uid, node: 'n1' })).toBe('conflict')
    expect(refused({ verb: 'update', kind: 'pod', name: 'j-0', patch: { phase: 'Succeeded' } })).toBe('ok')
    // a pod that has ended never comes back
    expect(refused({ verb: 'update', kind: 'pod', name: 'j-0', patch: { phase: 'Running' } })).toBe('conflict')
    expect(world.api.get('pod', 'j-0')).toMatchObject({ node: 'n0', phase: 'Succeeded' })
  })

  it('stamps creation in whole seconds of the cluster’s clock', () => {
    const world = new World()
    world.kernel.schedule(seconds(12.345), 0, { fire: () => world.client.ask(create(newPod())) }, undefined)
    world.kernel.run()
    const pod = world.api.get('pod', 'j-0')
    const onTheClock = (pod?.creationTimestamp ?? 0.5) + world.api.clockPhase
    expect(onTheClock % SECOND).toBe(0)
    expect(pod?.createdAt).toBeGreaterThanOrEqual(pod?.creationTimestamp as number)
    expect((pod?.createdAt ?? 0) - (pod?.creationTimestamp ?? 0)).toBeLessThan(SECOND)
  })
})

describe('deletion', () => {
  const withPod = (given: Partial<Pod>): World => {
    const world = new World().do(create(newPod(given)))
    world.client.ask({ verb: 'delete', kind: 'pod', name: 'j-0' })
    world.kernel.run()
    return world
  }

  it('of a pod that runs sets its time, and the pod stays until its kubelet is done', () => {
    const world = withPod({ phase: 'Running', node: 'n0' })
    expect(world.api.get('pod', 'j-0')?.deletedAt).toBe(world.seen[0]?.at === undefined ? undefined : 6000)
    world.do({ verb: 'delete', kind: 'pod', name: 'j-0', now: true })
    expect(world.api.get('pod', 'j-0')).toBeUndefined()
    expect(world.seen.map((s) => s.type)).toEqual(['added', 'updated', 'deleted'])
  })

  it('of a pod without a node, or that has ended, is at once', () => {
    for (const given of [{}, { phase: 'Succeeded', node: 'n0' }] as Partial<Pod>[]) {
      const world = withPod(given)
      expect(world.api.get('pod', 'j-0')).toBeUndefined()
      expect(world.seen.map((s) => s.type)).toEqual(['added', 'deleted'])
    }
  })

  it('takes along what is owned, and what that owns, a little later', () => {
    const world = new World()
    const made = (request: Request): number => {
      const answer = world.api.execute(request)
      return answer.ok ? (answer.object?.uid as number) : -1
    }
    const template = newJob().template
    const cluster = made(create({ kind: 'mini-cluster', name: 'm', size: 2, minSize: 0, maxSize: 0, tasks: 0, template }))
    const job = made(create(newJob({ name: 'm', owner: cluster })))
    made(create({ kind: 'service', name: 'm', selectsJob: 'm', owner: cluster }))
    made(create(newPod({ name: 'm-0', owner: job })))
    made(create(newPod({ name: 'm-1', owner: job, phase: 'Running', node: 'n0' })))
    made(create(newPod({ name: 'other' })))
    world.do({ verb: 'delete', kind: 'mini-cluster', name: 'm' })
    // the pod that runs ends within its grace period
    expect(world.names).toEqual(['m-1', 'other'])
    expect(world.api.get('pod', 'm-1')?.deletedAt).toBeDefined()
    const gone = (name: string): number =>
      world.seen.find((s) => s.name === name && s.type === 'deleted' && s.change.object.kind !== 'service')?.at ?? 0
    expect(gone('m-0')).toBeGreaterThan(gone('m'))
  })

  it('leaves nothing behind that is created for an owner already gone', () => {
    const world = new World()
    const { uid } = aJob()
    world.do(create(newPod({ owner: uid })))
    expect(world.names).toEqual([])
  })
})

describe('a watch', () => {
  it('shows every change once, in the order they were made, whatever the latencies', () => {
    const random: Distribution = [{ kind: 'uniform', low: 0, high: 20_000 }]
    const ops = fc.array(
      fc.record({ name: fc.constantFrom('a', 'b', 'c'), what: fc.constantFrom('create', 'update', 'delete'), pause: fc.nat(5000) }),
      { maxLength: 30 },
    )
    fc.assert(
      fc.property(ops, fc.nat(1000), (list, seed) => {
        const world = new World({ watch: random, write: random, seed })
        const made: string[] = []
        world.api.witness((change) => void made.push(`${change.type} ${change.object.name} ${change.object.uid}`))
        let at = 0
        for (const { name, what, pause } of list) {
          at += pause
          const request: Request =
            what === 'create'
              ? create(newPod({ name }))
              : what === 'update'
                ? { verb: 'update', kind: 'pod', name, patch: { ready: true } }
                : { verb: 'delete', kind: 'pod', name }
          world.kernel.schedule(at, 0, { fire: () => world.client.ask(request) }, undefined)
        }
        world.kernel.run()
        expect(world.seen.map((s) => `${s.type} ${s.name} ${s.change.object.uid}`)).toEqual(made)
      }),
      { numRuns: CASES },
    )
  })

  it('shows only pods that are selected, and all objects of other kinds that are watched', () => {
    const world = new World({ connection: { watches: ['pod', 'job'], selectsPod: (pod) => pod.node !== undefined } })
    world.do(create(newPod()), create(newJob()), create(newNode()))
    const uid = world.api.get('pod', 'j-0')?.uid as number
    world.do({ verb: 'bind', pod: 'j-0', uid, node: 'n0' })
    expect(world.seen.map((s) => [s.type, s.change.object.kind])).toEqual([
      ['added', 'job'],
      ['updated', 'pod'],
    ])
  })
})
