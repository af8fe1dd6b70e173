import { describe, expect, it } from 'vitest'
import type { Json } from '../../live/client.ts'
import { pullImages, pulling } from '../../live/pull.ts'
import { labTest } from '../support/built-lab.ts'
import { addNodes, until, withLab } from '../support/lab-cluster.ts'

const pod = (node: string, ...states: readonly object[]): Json => ({
  spec: { nodeName: node },
  status: { containerStatuses: states.map((state) => ({ state })) },
})

describe('images', () => {
  it('are there once their container was started, whatever became of it', () => {
    const message = 'failed to pull: not found'
    expect(
      pulling([
        pod('n0', { terminated: { exitCode: 127 } }, { running: {} }),
        pod('n1', { terminated: { exitCode: 0 } }, { waiting: { reason: 'ErrImagePull', message } }),
        pod('n2', { waiting: { reason: 'ContainerCreating' } }),
        { spec: { nodeName: 'n3' } },
      ]),
    ).toEqual([
      { node: 'n1', why: message },
      { node: 'n2', why: 'ContainerCreating' },
      { node: 'n3', why: 'not started' },
    ])
  })

  labTest('are pulled on every node that may hold pods, by pods that no scheduler places and that go again', ['cp'], async () => {
    await withLab('default', async ({ client }) => {
      await addNodes(client, 'n0', 'n1')
      await client.create('/api/v1/nodes', { apiVersion: 'v1', kind: 'Node', metadata: { name: 'broken' } })
      const path = '/api/v1/namespaces/default/pods'
      const signal = new AbortController().signal
      const said: string[] = []
      const options = { client, run: 'r1', namespace: 'default', images: ['a:1', 'b:2'], signal, say: (text: string) => said.push(text) }
      const pulled = pullImages(options)
      const names = async (): Promise<Json[]> => (await client.get(path)).items
      const pods = await until('two pods', names, (items) => items.length === 2)
      expect(pods.map((one) => one.spec.nodeName).sort()).toEqual(['n0', 'n1'])
      for (const { metadata } of pods) {
        const containerStatuses = [0, 1].map((i) => ({
          ...{ name: `image-${i}`, image: '', imageID: '', ready: false, restartCount: 0 },
          state: { terminated: { exitCode: 0 } },
        }))
        await client.patch(`${path}/${metadata.name}/status`, { status: { containerStatuses } }, 'strategic')
      }
      await pulled
      expect(await names()).toEqual([])
      expect(said[0]).toBe('pulling a:1, b:2 to 2 nodes')
      expect(said[1]).toMatch(/^pulled in \d+ s$/)
    })
  })
})
