import { describe, expect, it } from 'vitest'
import { loadScenario } from '../../cli/scenario-files.ts'
import { type ManifestContext, manifestOf, priorityClasses } from '../../live/manifests.ts'
import { runNames } from '../../live/names.ts'
import { seenOf } from '../../live/translate.ts'
import { objectsFor } from '../../src/actors/experimenter.ts'
import { needsOf } from '../../src/experiment/needs.ts'
import type { NewObject } from '../../src/objects/index.ts'

function context(scheduler: string, schedulerName = 'default-scheduler'): ManifestContext {
  return {
    run: 'r7',
    names: runNames('r7'),
    namespace: 'muster',
    scheduler,
    schedulerName,
    program: () => ({ image: 'busybox:1.36', command: ['sh', '-c', 'true'], env: { WORK: '5' } }),
    owner: () => undefined,
  }
}

function made(scenario: string, scheduler: string, sets: readonly string[] = []): NewObject[] {
  const experiment = loadScenario(scenario, sets).experimentFor(scheduler)
  const [job] = experiment.workload.jobs
  if (job === undefined) throw new Error('a scenario without jobs')
  return objectsFor(experiment, job, needsOf(experiment))
}

describe('manifests', () => {
  it('of a job under the default scheduler: a headless Service and an Indexed Job', () => {
    expect(made('smallest', 'default').map((object) => manifestOf(object, context('default')))).toEqual([
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 'r7-a', namespace: 'muster', labels: { 'muster.run': 'r7', 'muster.job': 'a' } },
        spec: { clusterIP: 'None', selector: { 'job-name': 'r7-a' } },
      },
      {
        apiVersion: 'batch/v1',
        kind: 'Job',
        metadata: { name: 'r7-a', namespace: 'muster', labels: { 'muster.run': 'r7', 'muster.job': 'a' } },
        spec: {
          completionMode: 'Indexed',
          completions: 4,
          parallelism: 4,
          backoffLimit: 6,
          template: {
            metadata: { labels: { 'muster.run': 'r7', 'muster.job': 'a' } },
            spec: {
              subdomain: 'r7-a',
              restartPolicy: 'Never',
              terminationGracePeriodSeconds: 30,
              containers: [
                {
                  name: 'app',
                  image: 'busybox:1.36',
                  command: ['sh', '-c', 'true'],
                  env: [{ name: 'WORK', value: '5' }],
                  resources: { requests: { cpu: '2' } },
                },
              ],
            },
          },
        },
      },
    ])
  })

  it('for coscheduling: a PodGroup, its label on the pods, and the name of the scheduler', () => {
    const [group, , job] = made('smallest', 'coscheduling').map((object) => manifestOf(object, context('coscheduling', 'coscheduler')))
    expect(group).toMatchObject({
      apiVersion: 'scheduling.x-k8s.io/v1alpha1',
      kind: 'PodGroup',
      metadata: { name: 'r7-a' },
      spec: { minMember: 4 },
    })
    expect(job.spec.template.metadata.labels).toMatchObject({ 'scheduling.x-k8s.io/pod-group': 'r7-a' })
    expect(job.spec.template.spec.schedulerName).toBe('coscheduler')
  })

  it('for native gang scheduling: its own PodGroup, and schedulingGroup instead of a label', () => {
    const [group, , job] = made('smallest', 'gang').map((object) => manifestOf(object, context('gang')))
    expect(group).toMatchObject({ apiVersion: 'scheduling.k8s.io/v1beta1', spec: { schedulingPolicy: { gang: { minCount: 4 } } } })
    expect(job.spec.template.spec.schedulingGroup).toEqual({ podGroupName: 'r7-a' })
    expect(job.spec.template.metadata.labels).toEqual({ 'muster.run': 'r7', 'muster.job': 'a' })
  })

  it('for Kueue: suspended, with the name of the queue', () => {
    const [, job] = made('smallest', 'kueue').map((object) => manifestOf(object, context('kueue')))
    expect(job.metadata.labels).toMatchObject({ 'kueue.x-k8s.io/queue-name': 'user-queue' })
    expect(job.spec.suspend).toBe(true)
  })

  it("say tolerations and priorities in Kubernetes' words", () => {
    const [, job] = made('smallest', 'default').map((object) => {
      if (object.kind !== 'job') return manifestOf(object, context('default'))
      const tolerations = [{ key: 'mpi', value: 'yes', effect: 'NoSchedule' as const }, { key: 'other' }, {}]
      return manifestOf({ ...object, template: { ...object.template, tolerations, priority: -5 } }, context('default'))
    })
    const { spec } = job.spec.template
    expect(spec.tolerations).toEqual([
      { key: 'mpi', operator: 'Equal', value: 'yes', effect: 'NoSchedule' },
      { key: 'other', operator: 'Exists' },
      { operator: 'Exists' },
    ])
    expect(spec.priorityClassName).toBe('r7-priority-minus-5')
    expect(priorityClasses('r7', [0, -5, 100, -5]).map(({ metadata, value }) => [metadata.name, value])).toEqual([
      ['r7-priority-minus-5', -5],
      ['r7-priority-100', 100],
    ])
  })

  it('of a MiniCluster: size, tasks, a headless service of its own, labels on Job and pods', () => {
    const [mini] = made('run6', 'default').map((object) => manifestOf(object, context('default')))
    const { name } = mini.metadata
    expect(mini).toMatchObject({
      apiVersion: 'flux-framework.org/v1alpha2',
      kind: 'MiniCluster',
      spec: {
        network: { headlessName: name },
        jobLabels: { 'muster.run': 'r7' },
        pod: { labels: { 'muster.run': 'r7' } },
        containers: [{ image: 'busybox:1.36', command: 'sh -c true' }],
      },
    })
  })

  it.each(['default', 'coscheduling', 'gang', 'kueue', 'fluence@F1'])('come back as they were under %s', (scheduler) => {
    const [name = ''] = scheduler.split('@')
    for (const object of [...made('smallest', scheduler), ...made('run8', scheduler === 'gang' ? 'default' : scheduler)]) {
      const c = context(name)
      const json = { ...manifestOf(object, c) }
      json.metadata = { ...json.metadata, uid: 'u1', creationTimestamp: '1970-01-01T00:00:00Z' }
      const back = seenOf(object.kind as 'job', json, { names: c.names, began: 0, uid: () => 1 }).object as unknown as Record<
        string,
        unknown
      >
      const { template, ...rest } = object as unknown as { template?: Record<string, unknown> } & Record<string, unknown>
      expect(back).toMatchObject(rest)
      if (template === undefined) continue
      // what a template does not say is absent or false; affinity is not read; a MiniCluster's pods take the default grace period
      const { affinity: _, ...said } = template
      expect(back.template).toMatchObject(said)
    }
  })
})
