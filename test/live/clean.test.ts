import { describe, expect } from 'vitest'
import { clean, leftovers } from '../../live/clean.ts'
import type { Json } from '../../live/client.ts'
import { labTest } from '../support/built-lab.ts'
import { addJob, JOBS, withLab } from '../support/lab-cluster.ts'

const SERVICES = '/api/v1/namespaces/default/services'
const CLASSES = '/apis/scheduling.k8s.io/v1/priorityclasses'

describe('clean', () => {
  labTest('removes one run, then every run, and nothing else; twice is as good as once', ['cp'], async () => {
    await withLab('default', async ({ client }) => {
      const labels = (run: string) => ({ 'muster.run': run })
      const job = async (run: string): Promise<void> => {
        await addJob(client, `${run}-a`, 2)
        const template = { metadata: { labels: labels(run) } }
        // labels of a Job's pods are given at its creation: here a pod of the run's own stands for them
        await client.patch(`${JOBS}/${run}-a`, { metadata: { labels: labels(run) } }, 'merge')
        const pod = { metadata: { name: `${run}-b`, ...template.metadata }, spec: { containers: [{ name: 'app', image: 'none' }] } }
        await client.create('/api/v1/namespaces/default/pods', pod)
        const spec = { clusterIP: 'None', selector: { 'job-name': `${run}-a` } }
        await client.create(SERVICES, { metadata: { name: `${run}-a`, labels: labels(run) }, spec })
        await client.create(CLASSES, { metadata: { name: `${run}-priority-5`, labels: labels(run) }, value: 5 })
      }
      await addJob(client, 'theirs', 2)
      await client.create(SERVICES, { metadata: { name: 'm1-theirs' }, spec: { clusterIP: 'None' } })
      await job('m1')
      await job('m2')
      const names = async (path: string): Promise<string[]> => (await client.get(path)).items.map((one: Json) => one.metadata.name)

      expect((await leftovers({ client, run: 'm1' })).map(({ kind, name }) => `${kind} ${name}`)).toEqual([
        'jobs m1-a',
        'services m1-a',
        'pods m1-b',
        'priorityclasses m1-priority-5',
      ])
      expect(await clean({ client, namespace: 'default', run: 'm1' })).toEqual([])
      expect(await clean({ client, namespace: 'default', run: 'm1' })).toEqual([])
      expect(await names(JOBS)).toEqual(['m2-a', 'theirs'])
      expect(await clean({ client })).toEqual([])
      expect(await names(JOBS)).toEqual(['theirs'])
      expect(await names(SERVICES)).toEqual(['kubernetes', 'm1-theirs'])
      expect((await names(CLASSES)).filter((name) => name.startsWith('m'))).toEqual([])
    })
  })
})
