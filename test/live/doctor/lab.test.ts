/** The doctor on a real control plane: it agrees that the default scheduler clogged, and its advice, followed, frees a gang. */
import { describe, expect } from 'vitest'
import { type ClusterClient, connect } from '../../../live/client.ts'
import { type Diagnosis, diagnose } from '../../../live/doctor/diagnosis.ts'
import { readObjects } from '../../../live/doctor/read.ts'
import { labTest } from '../../support/built-lab.ts'
import { muster } from '../../support/command.ts'
import { addJob, addNodes, documentsOf, JOBS, kubeconfigOf, until, withLab } from '../../support/lab-cluster.ts'

async function look(client: ClusterClient): Promise<Diagnosis> {
  const { objects, notes } = await readObjects(client)
  expect(notes).toEqual([])
  return diagnose(objects, { now: Date.now(), namespace: 'default' })
}

describe('doctor on a real control plane', () => {
  labTest('sees a gang deadlock of the default scheduler, with a read-only role; its advice, followed, frees a gang', ['cp'], async () => {
    await withLab('default', async (cluster) => {
      const admin = cluster.client
      for (const role of documentsOf('live/schedulers/rbac/doctor.yaml'))
        await admin.create('/apis/rbac.authorization.k8s.io/v1/clusterroles', role)
      const kubeconfig = await kubeconfigOf(cluster, 'muster-doctor')
      const reader = await connect({ context: cluster.lab.context, kubeconfig })
      try {
        await addNodes(admin, 'n0', 'n1', 'n2', 'n3', 'n4', 'n5')
        for (const job of ['a', 'b']) await addJob(admin, job, 3)
        await until(
          'six pods with a place',
          () => look(reader),
          (d) => d.gangs === 2 && d.pendingPods === 0 && d.verdict === 'healthy',
        )
        // each of them is one pod larger now, and there is no seventh place
        for (const job of ['a', 'b', 'c']) {
          if (job === 'c') await addJob(admin, job, 2)
          else await admin.patch(`${JOBS}/${job}`, { spec: { completions: 4, parallelism: 4 } }, 'merge')
        }
        const clogged = await until(
          'a deadlock',
          () => look(reader),
          (d) => d.verdict === 'deadlock' && d.pendingPods === 4,
        )
        expect(clogged.clog).toMatchObject({ slots: 6, slotsHeld: 6, partialGangs: 2 })
        expect(clogged.clog?.waits).toEqual([
          { job: 'a', missing: 1, for: ['b'] },
          { job: 'b', missing: 1, for: ['a'] },
        ])
        expect(clogged.idleHeldCores).toBe(12)
        const age = Date.now() - Date.parse(clogged.since as string)
        expect(age).toBeGreaterThan(-1000)
        expect(age).toBeLessThan(60_000)

        const said = await muster(['live', 'doctor', '--context', cluster.lab.context, '--kubeconfig', kubeconfig], cluster.lab.folder)
        expect(said).toMatchObject({ code: 3, err: '' })
        const frees = clogged.clog?.remedy?.frees as string
        const [, pod] = /kubectl --context \S+ -n default delete pod (\S+)\n/.exec(said.out) ?? []
        expect(pod).toBe(clogged.clog?.remedy?.delete[0])
        expect(said.out).toContain(`suspend their jobs until ${frees} runs`)

        for (const job of ['a', 'b', 'c']) if (job !== frees) await admin.patch(`${JOBS}/${job}`, { spec: { suspend: true } }, 'merge')
        await admin.delete(`/api/v1/namespaces/default/pods/${pod}`).catch((error) => expect(error).toMatchObject({ reason: 'not-found' }))
        const held = async () =>
          (await readObjects(reader)).objects.pods.filter((p) => p.metadata?.labels?.['job-name'] === frees && p.spec?.nodeName).length
        await until(`all of ${frees} placed`, held, (n) => n === 4)
        for (const job of ['a', 'b', 'c']) if (job !== frees) await admin.patch(`${JOBS}/${job}`, { spec: { suspend: false } }, 'merge')
        const freed = await until(
          'the others in a queue',
          () => look(reader),
          (d) => d.verdict === 'queue',
        )
        expect(freed.because).toBe(`${frees} has all that it needs: when it ends it makes room`)
        // the role reads and does nothing else
        await expect(reader.delete(`${JOBS}/a`)).rejects.toMatchObject({ reason: 'forbidden' })
      } finally {
        await reader.close()
      }
    })
  })
})
