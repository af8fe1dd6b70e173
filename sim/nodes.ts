/** The nodes of an experiment, as they stand when a run begins. */
import type { Experiment } from '../src/experiment/experiment.ts'
import { nodesOf } from '../src/experiment/nodes.ts'
import type { NewObject } from '../src/objects/index.ts'
import type { SeenEvent } from '../src/record/events.ts'
import type { ApiServer } from './api-server.ts'

/** Creates the nodes, each with one system pod that holds its system load. */
export function prepareNodes(experiment: Experiment, api: ApiServer, record: (event: SeenEvent) => void): void {
  for (const { name, pool, zone, labels } of nodesOf(experiment.cluster.pools)) {
    const { allocatable, system, taints } = pool
    api.execute({ verb: 'create', object: { kind: 'node', name, allocatable, zone, labels, taints } })
    const { cpu, memory, pods } = allocatable
    record({ kind: 'node', node: name, cpu, memory, pods, zone, usedCpu: system.cpu, usedMemory: system.memory })
    if (system.cpu === 0 && system.memory === 0 && system.pods === 0) continue
    const pod: NewObject = {
      kind: 'pod',
      name: `system-${name}`,
      job: '',
      index: -1,
      request: { ...system, pods: 1 },
      containersWithoutCpu: 0,
      containersWithoutMemory: 0,
      priority: 0,
      schedulerName: 'system',
      grace: 0,
      restartPolicy: 'OnFailure',
      phase: 'Running',
      ready: true,
      node: name,
    }
    api.execute({ verb: 'create', object: pod })
  }
}
