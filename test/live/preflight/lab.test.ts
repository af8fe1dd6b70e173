/** The checks on a real control plane: a cluster without what a scenario wants, and with it; the role that a run needs. */
import { describe, expect } from 'vitest'
import { loadScenario } from '../../../cli/scenario-files.ts'
import { connect } from '../../../live/client.ts'
import { preflight } from '../../../live/preflight/preflight.ts'
import { labTest } from '../../support/built-lab.ts'
import { addNodes, documentsOf, kubeconfigOf, withLab } from '../../support/lab-cluster.ts'

const NODES = ['n0', 'n1', 'n2', 'n3', 'n4', 'n5', 'n6', 'n7']

describe('before a run on a real control plane', () => {
  labTest('what is missing is found, and with the given role and nodes all is well', ['cp'], async () => {
    await withLab('default', async (cluster) => {
      const { client, lab } = cluster
      const namespace = 'default'
      const jobs = { experiment: loadScenario('run10').experimentFor('default'), namespace, schedulerName: 'default-scheduler' }
      const lacking = async (options: typeof jobs, asks = client) =>
        (await preflight(asks, options)).filter((c) => c.state === 'fail').map((c) => `${c.name}: ${c.found}`)

      expect(await lacking(jobs)).toEqual([
        'nodes: 0 that the jobs may use',
        'free capacity: place for 0 pods of job-0-0-size-6, which needs 6',
      ])
      await addNodes(client, ...NODES)
      expect(await lacking(jobs)).toEqual([])
      expect(await lacking({ ...jobs, namespace: 'nowhere' })).toEqual(['namespace nowhere: not there'])
      const queued = { ...jobs, experiment: loadScenario('run10').experimentFor('kueue') }
      expect(await lacking(queued)).toEqual([
        'kueue.x-k8s.io/v1beta1 Workload: not served',
        'Kueue: no pod of it on this cluster',
        'LocalQueue user-queue: not in namespace default',
      ])

      for (const role of documentsOf('live/schedulers/rbac/runner.yaml'))
        await client.create('/apis/rbac.authorization.k8s.io/v1/clusterroles', role)
      const kubeconfig = await kubeconfigOf(cluster, 'muster-runner')
      const runner = await connect({ context: lab.context, kubeconfig })
      try {
        const name = 'permission on'
        expect((await lacking(jobs, runner)).filter((c) => c.startsWith(name))).toEqual([
          'permission on services: not allowed: create, get, list, watch, delete',
          'permission on jobs.batch: not allowed: create, get, list, watch, delete',
          'permission on pods: not allowed: create, delete',
          'permission on pods/log: not allowed: get',
        ])
        await client.create(`/apis/rbac.authorization.k8s.io/v1/namespaces/${namespace}/rolebindings`, {
          metadata: { name: 'muster-runner' },
          roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'muster-runner-namespace' },
          subjects: [{ kind: 'ServiceAccount', name: 'muster-runner-user', namespace: 'default' }],
        })
        expect(await lacking(jobs, runner)).toEqual([])
      } finally {
        await runner.close()
      }
      // nothing was left by the rehearsals
      for (const path of ['/apis/batch/v1/jobs', '/api/v1/pods']) expect((await client.get(path)).items).toEqual([])
    })
  })
})
