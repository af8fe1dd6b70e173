/** What every host gives an actor, whichever API server is behind it. */
import { expect } from 'vitest'
import type { Answer, Request, Timer } from '../../src/actors/actor.ts'
import type { Change, Kind, ObjectOf } from '../../src/objects/index.ts'
import type { Time } from '../../src/units.ts'
import { newNode, newPod } from '../support/builders.ts'

/** An actor on a host, asked by the test. */
export interface HostRig {
  perform(request: Request): Promise<Answer>
  /** waits until a change of this object was shown that fits */
  seen<K extends Kind>(kind: K, name: string, fits: (change: Change<ObjectOf<K>>) => boolean): Promise<Change<ObjectOf<K>>>
  /** all that was shown of an object, in order */
  changes(name: string): readonly Change[]
  at(time: Time, timer: Timer): number
  cancel(handle: number): void
  now(): Time
  /** timers that went off, in order, with the time */
  readonly woken: readonly { readonly timer: Timer; readonly at: Time }[]
  wait(duration: Time): Promise<void>
}

type Case = readonly [name: string, run: (rig: HostRig) => Promise<void>]

const pod = (name: string) => newPod({ name, job: '', index: -1 })

async function placed(rig: HostRig, name: string, node: string): Promise<ObjectOf<'pod'>> {
  await rig.perform({ verb: 'create', object: newNode({ name: node }), tag: 1 })
  await rig.perform({ verb: 'create', object: pod(name), tag: 1 })
  const { object } = await rig.seen('pod', name, (c) => c.type === 'added')
  expect(await rig.perform({ verb: 'bind', pod: name, uid: object.uid, node, tag: 1 })).toMatchObject({ ok: true })
  return (await rig.seen('pod', name, (c) => c.object.node === node)).object
}

export const HOST_CASES: readonly Case[] = [
  [
    'answers a creation with the object, and shows it once, as it was said',
    async (rig) => {
      const answer = await rig.perform({ verb: 'create', object: pod('made'), tag: 1 })
      expect(answer).toMatchObject({ ok: true, object: { kind: 'pod', name: 'made', phase: 'Pending', request: { cpu: 2000 } } })
      const { object } = await rig.seen('pod', 'made', (c) => c.type === 'added')
      expect(object).toMatchObject({ request: { cpu: 2000, memory: 0, pods: 1, gpu: 0 }, grace: 30_000_000, restartPolicy: 'Never' })
      expect(rig.changes('made').map((c) => c.type)).toEqual(['added'])
    },
  ],
  [
    'binds a pod once, to one node, and shows where it is',
    async (rig) => {
      const { uid } = await placed(rig, 'bound', 'n-bound')
      expect(await rig.perform({ verb: 'bind', pod: 'bound', uid, node: 'elsewhere', tag: 1 })).toEqual({ ok: false, reason: 'conflict' })
    },
  ],
  [
    'knows nothing of what is not there',
    async (rig) => {
      const none = { ok: false, reason: 'not-found' }
      expect(await rig.perform({ verb: 'bind', pod: 'none', uid: 1, node: 'n', tag: 1 })).toEqual(none)
      expect(await rig.perform({ verb: 'update', kind: 'pod', name: 'none', patch: { phase: 'Running' }, tag: 1 })).toEqual(none)
      expect(await rig.perform({ verb: 'delete', kind: 'pod', name: 'none', tag: 1 })).toEqual(none)
    },
  ],
  [
    'shows the states of a pod in the order in which they were written',
    async (rig) => {
      const { uid } = await placed(rig, 'lives', 'n-lives')
      const write = (patch: Partial<ObjectOf<'pod'>>) => rig.perform({ verb: 'update', kind: 'pod', name: 'lives', uid, patch, tag: 1 })
      await Promise.all([
        write({ phase: 'Running', initialized: true }),
        write({ phase: 'Running', initialized: true, ready: true }),
        write({ phase: 'Succeeded', ready: false }),
      ])
      await rig.seen('pod', 'lives', (c) => c.object.phase === 'Succeeded')
      const phases = rig
        .changes('lives')
        .map(({ object }) => `${(object as ObjectOf<'pod'>).phase} ${(object as ObjectOf<'pod'>).ready === true}`)
      expect([...new Set(phases)]).toEqual(['Pending false', 'Running false', 'Running true', 'Succeeded false'])
    },
  ],
  [
    'deletes a pod that is nowhere at once; one on a node is being deleted until its kubelet says so',
    async (rig) => {
      await rig.perform({ verb: 'create', object: pod('nowhere'), tag: 1 })
      await rig.seen('pod', 'nowhere', (c) => c.type === 'added')
      await rig.perform({ verb: 'delete', kind: 'pod', name: 'nowhere', tag: 1 })
      await rig.seen('pod', 'nowhere', (c) => c.type === 'deleted')
      const { uid } = await placed(rig, 'somewhere', 'n-somewhere')
      await rig.perform({ verb: 'delete', kind: 'pod', name: 'somewhere', uid, tag: 1 })
      const { type } = await rig.seen('pod', 'somewhere', (c) => c.object.deletedAt !== undefined)
      expect(type).toBe('updated')
      await rig.perform({ verb: 'delete', kind: 'pod', name: 'somewhere', uid, now: true, tag: 1 })
      await rig.seen('pod', 'somewhere', (c) => c.type === 'deleted')
    },
  ],
  [
    'leaves another object of that name alone',
    async (rig) => {
      const { uid } = await placed(rig, 'mine', 'n-mine')
      await rig.perform({ verb: 'create', object: pod('other'), tag: 1 })
      await rig.seen('pod', 'other', (c) => c.type === 'added')
      expect(await rig.perform({ verb: 'delete', kind: 'pod', name: 'other', uid, tag: 1 })).toEqual({ ok: false, reason: 'not-found' })
      expect(rig.changes('other').map((c) => c.type)).toEqual(['added'])
    },
  ],
  [
    'wakes an actor at the time it asked for, not before, in order, and not at all if it thinks better of it',
    async (rig) => {
      const from = rig.now()
      const [late, soon, never] = [{ timer: 'late' }, { timer: 'soon' }, { timer: 'never' }]
      rig.at(from + 60_000, late)
      rig.at(from + 20_000, soon)
      rig.cancel(rig.at(from + 40_000, never))
      await rig.wait(120_000)
      const mine = rig.woken.filter(({ timer }) => [late, soon, never].includes(timer as typeof late))
      expect(mine.map(({ timer }) => timer)).toEqual([soon, late])
      expect(mine[0]?.at).toBeGreaterThanOrEqual(from + 20_000)
      expect(mine[1]?.at).toBeGreaterThanOrEqual(from + 60_000)
    },
  ],
]
