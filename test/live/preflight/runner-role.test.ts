/** The role in live/schedulers/rbac/runner.yaml is all that a run needs: one goes from its check to its end with nothing more. */
import { describe, expect } from 'vitest'
import { loadScenario } from '../../../cli/scenario-files.ts'
import { leftovers } from '../../../live/clean.ts'
import { labTest } from '../../support/built-lab.ts'
import { muster } from '../../support/command.ts'
import { addNodes, documentsOf, kubeconfigOf, withLab } from '../../support/lab-cluster.ts'
import { playedWorld } from '../../support/lab-world.ts'

const SETS = ['application.runTime=1s', 'experimenter.grace=1s', 'kubelet.start=0.1s', 'kubelet.teardown=0.1s', 'cluster.nodes=8']

describe("the runner's role", () => {
  labTest('suffices for a run: check, jobs, record, environment.json, removal', ['cp'], async () => {
    await withLab('default', async (cluster) => {
      const { client, lab } = cluster
      await addNodes(client, 'n0', 'n1', 'n2', 'n3', 'n4', 'n5', 'n6', 'n7')
      const roles = '/apis/rbac.authorization.k8s.io/v1'
      for (const role of documentsOf('live/schedulers/rbac/runner.yaml')) await client.create(`${roles}/clusterroles`, role)
      const kubeconfig = await kubeconfigOf(cluster, 'muster-runner')
      await client.create(`${roles}/namespaces/default/rolebindings`, {
        metadata: { name: 'muster-runner' },
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'muster-runner-namespace' },
        subjects: [{ kind: 'ServiceAccount', name: 'muster-runner-user', namespace: 'default' }],
      })
      const world = await playedWorld(client, loadScenario('smallest', SETS).experimentFor('default'), 1)
      try {
        const where = ['--context', lab.context, '--kubeconfig', kubeconfig, '--out', 'out', '--yes', '--no-pictures']
        const { code, out, err } = await muster(['live', 'smallest', ...where, ...SETS.flatMap((set) => ['--set', set])], lab.folder)
        expect(err).not.toContain('forbidden')
        expect([code, out]).toEqual([0, expect.stringMatching(/^default@\S+ +completed +2\/2 /m)])
        expect(await leftovers({ client })).toEqual([])
      } finally {
        await world.stop()
      }
    })
  })
})
