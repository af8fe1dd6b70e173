/** What runs in the pods of a job on a real cluster, where the scenario says nothing else. Pure. */
import { draw } from '../src/experiment/distribution.ts'
import type { Experiment, JobRequest } from '../src/experiment/experiment.ts'
import type { Streams } from '../src/random.ts'
import { inSeconds } from '../src/units.ts'
import type { Program } from './manifests.ts'

/** busybox has a shell, ping and sleep: all that the ping job wants (semantics 0.1). */
const PING_IMAGE = 'docker.io/library/busybox:1.36.1'
/** LAMMPS as the recorded MiniClusters ran it (data/published), and the Flux that the operator puts beside it. */
const LAMMPS_IMAGE = 'ghcr.io/converged-computing/metric-lammps:latest'
const LAMMPS = ['lmp', '-v', 'x', '2', '-v', 'y', '2', '-v', 'z', '2', '-in', 'in.reaxc.hns', '-nocite']
const LAMMPS_DIR = '/opt/lammps/examples/reaxff/HNS'

/** Lines that a leader writes into its log, for `logs.ts`. */
export const APP_START = 'muster: app-start'
export const APP_END = 'muster: app-end'

/**
 * Waits for every pod of the job by its name, works for MUSTER_WORK seconds, ends. Where only the leader ends, the others sleep
 * until they are deleted: as process 1 they do not see SIGTERM, and use up the grace period, as the recorded ones did.
 */
const SCRIPT = `
if [ "$MUSTER_ENDS" = leader ] && [ "$JOB_COMPLETION_INDEX" != 0 ]; then
  while true; do sleep 3600; done
fi
i=0
while [ $i -lt $MUSTER_SIZE ]; do
  until ping -c 1 -W 1 $MUSTER_NAME-$i.$MUSTER_NAME > /dev/null 2>&1; do sleep 1; done
  i=$((i + 1))
done
echo "${APP_START}"
sleep $MUSTER_WORK
echo "${APP_END}"
`.trim()

/** Seconds of work of a job: those that the simulation draws for the same seed. */
export function workOf({ application }: Experiment, job: JobRequest, random: Streams): number {
  const runTime = application.runTime[job.app]
  if (runTime === undefined) throw new RangeError(`application.runTime: expected an entry for ${job.name}, got none`)
  return inSeconds(draw(runTime, (term) => random.keyed('run-time', job.number, 0, term)))
}

export interface Images {
  readonly image?: string
  readonly command?: readonly string[]
  readonly view?: string
}

/**
 * Images that nodes must have before a job can begin, as far as they are known here: which Flux view an operator takes by itself is
 * its own affair.
 * @example imagesOf({ workload: { kind: 'mini-cluster', jobs: [] } }, { image: 'lammps', view: 'view' }) // ['lammps', 'view']
 */
export function imagesOf({ workload }: Pick<Experiment, 'workload'>, { image, view }: Images): string[] {
  return [image ?? (workload.kind === 'mini-cluster' ? LAMMPS_IMAGE : PING_IMAGE), ...(view === undefined ? [] : [view])]
}

/** What runs in the pods of `job`, whose objects are called `name` in the cluster. */
export function programOf(experiment: Experiment, job: JobRequest, name: string, random: Streams, images: Images = {}): Program {
  const view = images.view === undefined ? {} : { view: images.view }
  if (experiment.workload.kind === 'mini-cluster') {
    const own = { image: images.image ?? LAMMPS_IMAGE, command: images.command ?? LAMMPS, ...view }
    return images.command === undefined ? { ...own, workingDir: LAMMPS_DIR } : own
  }
  const env = {
    MUSTER_NAME: name,
    MUSTER_SIZE: String(job.need),
    MUSTER_ENDS: experiment.application.ends,
    MUSTER_WORK: String(workOf(experiment, job, random)),
  }
  return { image: images.image ?? PING_IMAGE, command: images.command ?? ['sh', '-c', SCRIPT], env, ...view }
}
