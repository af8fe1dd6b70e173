/** The known schedulers: which Kubernetes version is inside and which plugin decides on groups. The one file that knows every plugin. */
import type { SchedulerSpec } from '../../experiment/experiment.ts'
import { Coscheduling } from './plugins/coscheduling.ts'
import type { Profile } from './scheduler.ts'

/** @throws RangeError for a name and version that `src/experiment/schedulers.ts` does not list */
export function profileFor(spec: SchedulerSpec): Profile {
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
    default:
      throw new RangeError(`scheduler: expected one of those listed by --help, got ${id}`)
  }
}
