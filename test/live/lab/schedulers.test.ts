import { describe, expect, it } from 'vitest'
import { buildCommand, contentHash } from '../../../live/lab/cache.ts'
import { BINARIES, binaryNamed } from '../../../live/lab/catalogue.ts'
import { kubeSchedulerConfig, kueueConfig } from '../../../live/lab/scheduler-config.ts'
import { findLabScheduler, LAB_SCHEDULERS, type LabScheduler, programsFor } from '../../../live/lab/schedulers.ts'
import { SECOND } from '../../../src/units.ts'

const named = (text: string): LabScheduler => findLabScheduler(text, '--scheduler') as LabScheduler

describe('schedulers of the lab', () => {
  it.each([
    ['default', 'default@1.37'],
    ['default@1.28', 'default@1.28'],
    ['coscheduling@0.28', 'coscheduling@0.28'],
    ['kueue', 'kueue@0.14'],
    ['kueue@0.6', 'kueue@0.6.2'],
    ['gang@1.37', 'gang@1.37'],
  ])('%s is %s', (text, found) => {
    const { name, version } = named(text)
    expect(`${name}@${version}`).toBe(found)
  })

  it('that are not there are answered with those that are', () => {
    expect(findLabScheduler('fluence', '--scheduler')).toMatchObject({
      expected: 'a scheduler of the lab: default, coscheduling, kueue, gang, volcano',
    })
    expect(findLabScheduler('kueue@9', '--scheduler')).toMatchObject({
      expected: 'a version of kueue that the lab has: 0.14, 0.6.2',
      got: '"9"',
    })
  })

  it('name only programs that can be built', () => {
    const known = BINARIES.map(({ name }) => name)
    expect(LAB_SCHEDULERS.flatMap(programsFor).filter((name) => !known.includes(name))).toEqual([])
  })
})

describe('configuration', () => {
  it('of coscheduling has whole seconds and the plugin as the only queue sort, under every name that a pod may ask for', () => {
    const config = kubeSchedulerConfig(named('coscheduling@0.28'), { permitWaitingTime: 10 * SECOND }, 'file') as { profiles: unknown[] }
    expect(config.profiles).toHaveLength(3)
    expect(config.profiles[1]).toEqual({
      schedulerName: 'scheduler-plugins-scheduler',
      plugins: {
        multiPoint: { enabled: [{ name: 'Coscheduling' }] },
        queueSort: { disabled: [{ name: '*' }], enabled: [{ name: 'Coscheduling' }] },
      },
      pluginConfig: [{ name: 'Coscheduling', args: { permitWaitingTimeSeconds: 10 } }],
    })
  })

  it("of a plain scheduler keeps the scheduler's own defaults, but for its client", () => {
    expect(kubeSchedulerConfig(named('default'), { qps: 20, burst: 30 }, 'file')).toEqual({
      apiVersion: 'kubescheduler.config.k8s.io/v1',
      kind: 'KubeSchedulerConfiguration',
      leaderElection: { leaderElect: false },
      clientConnection: { kubeconfig: 'file', qps: 20, burst: 30 },
      profiles: [
        { schedulerName: 'default-scheduler' },
        { schedulerName: 'scheduler-plugins-scheduler' },
        { schedulerName: 'coscheduler' },
      ],
    })
  })

  it('of Kueue waits for the pods of one job at a time', () => {
    expect(kueueConfig({ podsReadyTimeout: 15 * SECOND, blockAdmission: false }, 'folder', 1)).toMatchObject({
      waitForPodsReady: { enable: true, blockAdmission: false, timeout: '15s', requeuingStrategy: { timestamp: 'Creation' } },
    })
  })
})

describe('the cache', () => {
  it('knows a program by what it is built from', () => {
    const cp = binaryNamed('cp')
    expect(contentHash(cp)).toBe(contentHash({ ...cp, minutes: 99 }))
    expect(contentHash(cp)).not.toBe(contentHash({ ...cp, variables: {} }))
    expect(contentHash(binaryNamed('cosched28'))).not.toBe(contentHash(binaryNamed('cosched34')))
  })

  it('says how to fill it', () => {
    expect(buildCommand(['cp', 'kueue06'])).toBe('npm run lab -- build cp kueue06')
  })
})
