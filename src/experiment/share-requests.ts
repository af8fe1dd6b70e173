import type { Resources } from '../resources.ts'
import type { JobRequest } from './experiment.ts'

/**
 * Jobs whose pods ask for the same share one object that says so: what a scheduler has found out about a request (that no node
 * has room for it, say) then holds for the pods of every such job, and is looked up by identity.
 * @example
 * const one = { cpu: 1, memory: 0, pods: 1, gpu: 0 }
 * const [a, b] = shareRequests([{ request: one }, { request: { ...one } }])
 * a.request === b.request // true
 */
export function shareRequests<J extends Pick<JobRequest, 'request'>>(jobs: readonly J[]): readonly J[] {
  const known = new Map<string, Resources>()
  return jobs.map((job) => {
    const { cpu, memory, pods, gpu } = job.request
    const key = `${cpu} ${memory} ${pods} ${gpu}`
    const request = known.get(key) ?? job.request
    known.set(key, request)
    return request === job.request ? job : { ...job, request }
  })
}
