import { describe, expect, it } from 'vitest'
import { Kubelet } from '../../../src/actors/kubelet.ts'
import type { Pod } from '../../../src/objects/index.ts'
import { seconds } from '../../../src/units.ts'
import { ActorScript } from '../../support/actor-script.ts'
import { always, type NewPod, newPod } from '../../support/builders.ts'

const OPTIONS = { init: always(10), start: always(1.3), ready: always(0.5), exit: always(1), teardown: always(2), removal: seconds(0.2) }

/** A pod bound at second 5; the kubelet asks for its deletion `now` when its processes are gone. */
function bound(given: Partial<NewPod> = {}): ActorScript<Kubelet> {
  const script = new ActorScript((host) => new Kubelet(host, OPTIONS))
  script.api.create(newPod({ name: 'p', grace: seconds(30), ...given }))
  script.until(5)
  script.api.update('pod', 'p', { node: 'n0' })
  return script
}

const pod = (script: ActorScript<Kubelet>): Pod | undefined => script.api.get('pod', 'p')

describe('the kubelet', () => {
  it('starts a pod when it is bound, not before, and then finds it ready', () => {
    const script = bound()
    expect(pod(script.until(6.29))?.phase).toBe('Pending')
    expect(pod(script.until(6.3))).toMatchObject({ phase: 'Running', initialized: true })
    expect(pod(script)?.ready).toBeUndefined()
    expect(pod(script.until(6.8))?.ready).toBe(true)
  })

  it('runs the init container first', () => {
    const script = bound({ init: true })
    expect(pod(script.until(14.9))?.initialized).toBeUndefined()
    expect(pod(script.until(15))).toMatchObject({ phase: 'Pending', initialized: true })
    expect(pod(script.until(16.3))?.phase).toBe('Running')
  })

  it('never shows a pod ready that does not run, should its writes overtake each other', () => {
    const script = bound()
    script.until(6.8)
    const writes = script.asked.filter((r) => r.verb === 'update').map((r) => r.patch as Partial<Pod>)
    for (const patch of writes) if (patch.ready) expect(patch.phase).toBe('Running')
  })

  const gone = (script: ActorScript<Kubelet>, at: number): number => {
    script.until(at)
    script.api.update('pod', 'p', { deletedAt: seconds(at) })
    script.until(200)
    return script.asked.find((r) => r.verb === 'delete')?.at ?? Number.NaN
  }

  it('takes the whole grace period for a process that ignores SIGTERM, and the teardown', () => {
    expect(gone(bound(), 20)).toBe(52)
  })

  it('takes only the teardown for one that obeys', () => {
    expect(gone(bound({ obeysTerm: true }), 20)).toBe(22)
  })

  it('removes a pod that never ran, or has ended, soon', () => {
    expect(gone(bound(), 5.5)).toBe(5.7)
    const ended = bound().until(10)
    ended.api.update('pod', 'p', { phase: 'Succeeded' })
    expect(gone(ended, 20)).toBe(20.2)
  })

  it('does not start what was deleted before it ran', () => {
    const script = bound()
    gone(script, 5.5)
    expect(script.asked.map((r) => r.verb)).toEqual(['delete'])
  })
})
