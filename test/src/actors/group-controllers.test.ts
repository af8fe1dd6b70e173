/** Those who write PodGroups: the controller of scheduler-plugins, and Fluence's own. */
import { describe, expect, it } from 'vitest'
import { FluenceController } from '../../../src/actors/fluence-controller.ts'
import { PodGroupController } from '../../../src/actors/pod-group-controller.ts'
import type { PodGroup } from '../../../src/objects/index.ts'
import { ActorScript } from '../../support/actor-script.ts'
import { newGroup, newPod } from '../../support/builders.ts'

describe('the PodGroup controller of scheduler-plugins', () => {
  it('names the phases of a group as its pods come, are placed, run and end', () => {
    const script = new ActorScript((host) => new PodGroupController(host))
    const phase = (): PodGroup['phase'] | undefined => script.until(script.host.now() / 1e6 + 1).api.get('pod-group', 'g')?.phase
    script.api.create(newGroup({ name: 'g', minMember: 2 }))
    expect(phase()).toBe('Pending')
    script.api.create(newPod({ name: 'g-0', podGroup: 'g' }))
    expect(phase()).toBe('Pending')
    script.api.create(newPod({ name: 'g-1', podGroup: 'g' }))
    expect(phase()).toBe('Scheduling')
    for (const name of ['g-0', 'g-1']) script.api.update('pod', name, { node: 'n' })
    expect(phase()).toBe('Scheduling')
    for (const name of ['g-0', 'g-1']) script.api.update('pod', name, { phase: 'Running' })
    expect(phase()).toBe('Running')
    for (const name of ['g-0', 'g-1']) script.api.update('pod', name, { phase: 'Succeeded' })
    expect(phase()).toBe('Finished')
  })

  it('counts pods as they start, end and go; each count is a change of the PodGroup', () => {
    const script = new ActorScript((host) => new PodGroupController(host))
    script.api.create(newGroup({ name: 'g', minMember: 2 }))
    for (const name of ['g-0', 'g-1']) script.api.create(newPod({ name, podGroup: 'g', node: 'n' }))
    script.until(10)
    script.api.update('pod', 'g-0', { phase: 'Running' })
    script.until(20)
    script.api.update('pod', 'g-1', { phase: 'Running' })
    script.until(30)
    script.api.update('pod', 'g-0', { phase: 'Succeeded' })
    script.until(40)
    script.api.delete('pod', 'g-0')
    script.until(50)
    const patches = script.asked.flatMap((r) => (r.verb === 'update' && r.at >= 10 ? [{ at: Math.floor(r.at), ...r.patch }] : []))
    expect(patches).toEqual([
      { at: 10, phase: 'Scheduling', running: 1, succeeded: 0, failed: 0 },
      { at: 20, phase: 'Running', running: 2, succeeded: 0, failed: 0 },
      { at: 30, phase: 'Running', running: 1, succeeded: 1, failed: 0 },
      { at: 40, phase: 'Pending', running: 1, succeeded: 0, failed: 0 },
    ])
  })

  it('has one worker and 20 requests a second, two for each group it looks at, changed or not', () => {
    const script = new ActorScript((host) => new PodGroupController(host))
    for (let i = 0; i < 40; i++) script.api.create(newGroup({ name: `g-${i}`, minMember: 2 }))
    script.until(60)
    // 30 requests at once; those of the fortieth group are the 79th and the 80th
    const last = script.asked.findLast((r) => r.verb === 'update' && (r.patch as Partial<PodGroup>).phase === 'Pending')
    expect([last?.verb === 'update' && last.name, last?.at]).toEqual(['g-39', (79 - 30) / 20])
  })

  it('takes no notice of pods without a group', () => {
    const script = new ActorScript((host) => new PodGroupController(host))
    script.api.create(newPod())
    expect(script.until(10).log).toEqual([])
  })
})

describe('Fluence’s controller (semantics 5.4, 5.9)', () => {
  const controller = (): ActorScript<FluenceController> =>
    new ActorScript((host) => new FluenceController(host, (job) => (job === 'a' ? 4 : 2)))

  it('makes the PodGroup at a group’s first pod, of the job’s size, and stamps it', () => {
    const script = controller()
    script.until(7)
    for (let i = 0; i < 4; i++) script.api.create(newPod({ name: `a-${i}`, job: 'a', podGroup: 'fluence-group-a' }))
    script.until(8)
    expect(script.asked.filter((r) => r.verb === 'create')).toHaveLength(1)
    expect(script.api.get('pod-group', 'fluence-group-a')).toMatchObject({
      minMember: 4,
      scheduleStartTime: 7_000_000,
      phase: 'Scheduling',
    })
  })

  it('with its one worker and 20 requests a second comes late while many pods are being created', () => {
    const script = controller()
    for (let i = 0; i < 100; i++) script.api.create(newPod({ name: `p-${i}`, job: 'a', podGroup: 'fluence-group-a' }))
    script.api.create(newPod({ name: 'b-0', job: 'b', podGroup: 'fluence-group-b' }))
    script.until(60)
    // a hundred reconciliations before: thirty at once, then one every 50 ms
    const made = script.asked.find((r) => r.verb === 'create' && r.object.name === 'fluence-group-b')
    expect(made?.at).toBeGreaterThan(3.5)
    expect(made?.at).toBeLessThan(3.7)
    // stamped once, whatever comes later
    const { scheduleStartTime } = script.api.get('pod-group', 'fluence-group-b') as PodGroup
    script.api.create(newPod({ name: 'b-1', job: 'b', podGroup: 'fluence-group-b' }))
    expect(script.until(70).api.get('pod-group', 'fluence-group-b')?.scheduleStartTime).toBe(scheduleStartTime)
  })
})
