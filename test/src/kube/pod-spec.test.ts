/** The request of a pod: max(sum of its containers, largest init container) + overhead (semantics 1.6). */
import { describe, expect, it } from 'vitest'
import { type Container, requestOf } from '../../../src/kube/pod-spec.ts'

const MI = 1024 ** 2
const asks = (cpu?: string | number, memory?: string): Container => ({
  resources: { requests: { ...(cpu === undefined ? {} : { cpu }), ...(memory === undefined ? {} : { memory }) } },
})

describe('the request of a pod', () => {
  it('is the sum over its containers', () => {
    expect(requestOf({ containers: [asks('1500m', '100Mi'), asks(1, '28Mi')] }).request).toEqual({
      cpu: 2500,
      memory: 128 * MI,
      pods: 1,
      gpu: 0,
    })
  })

  it('is that of an init container where that is larger, resource by resource', () => {
    const spec = { containers: [asks('500m', '1Gi')], initContainers: [asks(2, '64Mi'), asks(1)] }
    expect(requestOf(spec).request).toMatchObject({ cpu: 2000, memory: 1024 * MI })
  })

  it('has the overhead on top', () => {
    const spec = { containers: [asks(1)], initContainers: [asks(3)], overhead: { cpu: '250m', memory: '120Mi' } }
    expect(requestOf(spec).request).toMatchObject({ cpu: 3250, memory: 120 * MI })
  })

  it('counts a sidecar beside the containers, and beside the init containers that start after it', () => {
    const sidecar = { ...asks('300m'), restartPolicy: 'Always' }
    expect(requestOf({ containers: [asks(1)], initContainers: [sidecar] }).request.cpu).toBe(1300)
    expect(requestOf({ containers: [asks(1)], initContainers: [sidecar, asks(2)] }).request.cpu).toBe(2300)
    expect(requestOf({ containers: [asks(1)], initContainers: [asks(2), sidecar] }).request.cpu).toBe(2000)
  })

  it('takes a limit for the request that is not there, as the API server does', () => {
    const container = { resources: { limits: { cpu: '2', memory: '1Gi', 'nvidia.com/gpu': 1 }, requests: { memory: '512Mi' } } }
    expect(requestOf({ containers: [container] }).request).toEqual({ cpu: 2000, memory: 512 * MI, pods: 1, gpu: 1 })
  })

  it('is what the pod as a whole says, where it says it', () => {
    const spec = { containers: [asks(1, '1Gi'), asks(1)], resources: { requests: { cpu: '1500m' } } }
    expect(requestOf(spec).request).toMatchObject({ cpu: 1500, memory: 1024 * MI })
  })

  it('of nothing is one pod, and says how many containers were silent', () => {
    expect(requestOf({ containers: [{}, asks(1)] })).toMatchObject({
      request: { cpu: 1000, memory: 0, pods: 1, gpu: 0 },
      containersWithoutCpu: 1,
      containersWithoutMemory: 2,
    })
    expect(requestOf({}).request).toEqual({ cpu: 0, memory: 0, pods: 1, gpu: 0 })
  })

  it('names what it cannot read and what is not modelled', () => {
    const container = { resources: { requests: { cpu: 'two', 'ephemeral-storage': '1Gi', 'rdma/hca': 1 } } }
    expect(requestOf({ containers: [container, container] })).toMatchObject({
      request: { cpu: 0 },
      unreadable: ['cpu: two', 'cpu: two'],
      others: ['ephemeral-storage', 'rdma/hca'],
    })
  })
})
