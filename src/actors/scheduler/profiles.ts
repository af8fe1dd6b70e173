/** The known schedulers: which Kubernetes version is inside and which plugin decides on groups. The one file that knows every plugin. */
import type { SchedulerSpec } from '../../experiment/experiment.ts'
import { MINUTE } from '../../units.ts'
import type { FluxionNode } from '../fluxion/fluxion.ts'
import type { Profile } from './core.ts'
import { Coscheduling } from './plugins/coscheduling.ts'
import { Fluence } from './plugins/fluence.ts'
import { EarlyFluence } from './plugins/fluence-early.ts'
import { GangScheduling } from './plugins/gang-scheduling.ts'

/** The plugin's own, not configurable (semantics 8). */
const GANG_PERMIT_WAIT = 5 * MINUTE

/** What a Fluence knows of the cluster and the jobs beside what the API shows its scheduler. */
export interface FluenceView {
  /** the nodes as its sidecar saw them at its start */
  readonly graph: () => readonly FluxionNode[]
  /** size of a group, as its pods are labelled */
  readonly sizeOf: (group: string) => number
}

/** @throws RangeError for a name and version that `src/experiment/schedulers.ts` does not list */
export function profileFor(spec: SchedulerSpec, { graph, sizeOf }: FluenceView): Profile {
  const id = `${spec.name}@${spec.version}`
  const schedulerName = 'default-scheduler'
  switch (id) {
    case 'default@1.27':
    case 'default@1.28':
    case 'default@1.29':
    case 'default@1.34':
    case 'default@1.37':
      return { minor: Number(spec.version.slice(2)), schedulerName }
    case 'kueue@0.6.2':
      return { minor: 28, schedulerName }
    case 'coscheduling@0.28':
    case 'coscheduling@0.34': {
      const uncached = spec.version === '0.28'
      return {
        minor: uncached ? 28 : 34,
        schedulerName,
        plugin: (handle) =>
          new Coscheduling(handle, {
            uncached,
            permitWaitingTime: spec.permitWaitingTime ?? 0,
            podGroupBackoff: spec.podGroupBackoff ?? 0,
            rejectPercentage: spec.rejectPercentage ?? 10,
          }),
      }
    }
    case 'fluence@F1':
    case 'fluence@F2':
      return { minor: 27, schedulerName, plugin: (handle) => new EarlyFluence(handle, spec.version as 'F1' | 'F2', graph, sizeOf) }
    case 'fluence@F4':
    case 'fluence@F5': {
      const version = spec.version as 'F4' | 'F5'
      return {
        minor: 28,
        schedulerName,
        plugin: (handle) => new Fluence(handle, { version, permitWaitingTime: spec.permitWaitingTime ?? 0, graph }),
      }
    }
    case 'gang@1.35':
      return { minor: 35, schedulerName, plugin: (handle) => new GangScheduling(handle, spec.permitWaitingTime ?? GANG_PERMIT_WAIT) }
    case 'gang@1.37':
      return { minor: 37, schedulerName, groupCycle: true, plugin: (handle) => new GangScheduling(handle, GANG_PERMIT_WAIT) }
    default:
      throw new RangeError(`scheduler: expected one of those listed by --help, got ${id}`)
  }
}
