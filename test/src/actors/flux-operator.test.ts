import { describe, expect, it } from 'vitest'
import { FluxOperator } from '../../../src/actors/flux-operator.ts'
import type { MiniCluster, NewObject } from '../../../src/objects/index.ts'
import { seconds } from '../../../src/units.ts'
import { ActorScript } from '../../support/actor-script.ts'
import { always, aTemplate, newPod } from '../../support/builders.ts'

const OPTIONS = {
  reconcile: always(0.5),
  workers: 1,
  qps: 20,
  burst: 30,
  brokerStart: always(1),
  workerRetry: seconds(15),
  connectTimeout: seconds(5),
}

const operator = (): ActorScript<FluxOperator> => new ActorScript((host) => new FluxOperator(host, OPTIONS))

const cluster = (name: string, given: Partial<MiniCluster> = {}): NewObject => ({
  kind: 'mini-cluster',
  name,
  size: 4,
  minSize: 0,
  maxSize: 0,
  tasks: 8,
  template: aTemplate({ app: name }),
  ...given,
})

describe('the Flux Operator', () => {
  it('makes a headless Service, then an Indexed Job of its size, both owned by the MiniCluster', () => {
    const script = operator()
    const { uid } = script.api.create(cluster('lammps'))
    script.until(10)
    expect(script.log).toEqual(['0.5 create service lammps', '0.5 create job lammps'])
    expect(script.api.get('service', 'lammps')).toMatchObject({ owner: uid, selectsJob: 'lammps' })
    expect(script.api.get('job', 'lammps')).toMatchObject({ owner: uid, size: 4, backoffLimit: 100 })
  })

  it('works on as many at once as it has workers', () => {
    const script = operator()
    for (const name of ['a', 'b', 'c']) script.api.create(cluster(name))
    script.until(10)
    expect(script.log.filter((line) => line.includes('job'))).toEqual(['0.5 create job a', '1 create job b', '1.5 create job c'])
  })

  it('passes over a MiniCluster that is gone before its turn', () => {
    const script = operator()
    script.api.create(cluster('a'))
    script.api.create(cluster('b'))
    script.api.delete('mini-cluster', 'b')
    expect(script.until(10).log).toEqual(['0.5 create service a', '0.5 create job a'])
  })

  it('hands a queue on to the Job, which is then suspended', () => {
    const script = operator()
    script.api.create(cluster('a', { queue: 'user-queue' }))
    expect(script.until(10).api.get('job', 'a')).toMatchObject({ queue: 'user-queue', suspended: true })
  })

  it('with cleanup deletes the MiniCluster, and with it everything, when index 0 has ended', () => {
    for (const cleanup of [true, false]) {
      const script = operator()
      script.api.create(cluster('a', { cleanup }))
      script.until(1)
      for (const index of [0, 1]) script.api.create(newPod({ name: `a-${index}`, job: 'a', index, phase: 'Running', node: 'n' }))
      script.api.update('pod', 'a-1', { phase: 'Succeeded' })
      expect(script.until(2).api.get('mini-cluster', 'a')).toBeDefined()
      script.api.update('pod', 'a-0', { phase: 'Succeeded' })
      expect(script.until(3).api.get('mini-cluster', 'a') === undefined).toBe(cleanup)
      expect(script.api.get('job', 'a') === undefined).toBe(cleanup)
    }
  })
})
