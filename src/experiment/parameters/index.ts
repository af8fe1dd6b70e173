/** All parameters, in the order of the help. */
import type { Parameter } from '../parameter.ts'
import { APPLICATION, FLUX } from './application.ts'
import { CLUSTER, POOL_FIELDS } from './cluster.ts'
import { API, CONTROLLERS, LIMITS } from './control-plane.ts'
import { EXPERIMENTER, KUBELET } from './nodes-and-people.ts'
import { SCHEDULER } from './scheduler.ts'
import { JOB_FIELDS, SIZE_FIELDS, WORKLOAD } from './workload.ts'

const list = (entries: object): readonly Parameter[] => Object.values(entries) as Parameter[]

/** Those that a scenario file or `--set` can name. */
export const PARAMETERS: readonly Parameter[] = [
  ...list(CLUSTER),
  ...list(WORKLOAD),
  ...list(APPLICATION),
  ...list(FLUX),
  ...list(KUBELET),
  ...list(EXPERIMENTER),
  ...list(CONTROLLERS),
  ...list(API),
  ...list(SCHEDULER),
  ...list(LIMITS),
]

/** Fields of the items of `cluster.pools`, `workload.sizes` and `workload.jobs`. */
export const ITEM_PARAMETERS: readonly Parameter[] = [...list(POOL_FIELDS), ...list(SIZE_FIELDS), ...list(JOB_FIELDS)]

export { API, APPLICATION, CLUSTER, CONTROLLERS, EXPERIMENTER, FLUX, KUBELET, LIMITS, SCHEDULER, WORKLOAD }
