/** The rest of a cluster, played beside runs that come and go: kubelets and applications of whatever run's pods there are. */
import type { ClusterClient } from '../../live/client.ts'
import { liveClock } from '../../live/clock.ts'
import { LiveActors } from '../../live/host.ts'
import { playWorld } from '../../live/lab/world.ts'
import { LiveApi } from '../../live/live-api.ts'
import type { Experiment } from '../../src/experiment/experiment.ts'
import { drawWorkload } from '../../src/experiment/workload.ts'
import { Streams } from '../../src/random.ts'

export interface PlayedWorld {
  /** what an actor or a watch threw */
  readonly crashes: unknown[]
  stop(): Promise<void>
}

export async function playedWorld(client: ClusterClient, experiment: Experiment, seed: number): Promise<PlayedWorld> {
  const clock = liveClock()
  const crashes: unknown[] = []
  const api = new LiveApi({
    client,
    clock,
    selector: '',
    manifests: {
      run: 'world',
      // whatever the run: a job's name is what comes after its id
      names: { outward: (name) => name, inward: (name) => name.replace(/^m[0-9a-z]+-/, '') },
      namespace: 'default',
      scheduler: experiment.scheduler.name,
      schedulerName: 'default-scheduler',
      program: () => ({ image: 'none', command: ['true'] }),
    },
    onCrash: (error) => crashes.push(error),
    onRefused: () => {},
  })
  const actors = new LiveActors(api, clock, seed, () => {})
  playWorld(experiment)(actors, drawWorkload(experiment, new Streams(seed)))
  await api.start()
  actors.start()
  return {
    crashes,
    stop: async () => {
      actors.stop()
      await api.stop()
    },
  }
}
