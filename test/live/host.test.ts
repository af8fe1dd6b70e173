/** The shared cases of hosts: on the simulated API server in virtual time, and on a real one. */
import { describe, it } from 'vitest'
import { liveClock } from '../../live/clock.ts'
import { LiveActors } from '../../live/host.ts'
import { LiveApi } from '../../live/live-api.ts'
import { PLAIN_NAMES } from '../../live/names.ts'
import { ApiServer } from '../../sim/api-server.ts'
import { SimulatedHost } from '../../sim/host.ts'
import { Kernel } from '../../sim/kernel/kernel.ts'
import { Streams } from '../../src/random.ts'
import { HOST_CASES, type HostRig } from '../cases/host.cases.ts'
import { always } from '../support/builders.ts'
import { labTest } from '../support/built-lab.ts'
import { ToldActor } from '../support/host-rig.ts'
import { withLab } from '../support/lab-cluster.ts'

/** Lets virtual time pass until a promise is kept. */
function simulatedRig(): HostRig {
  const kernel = new Kernel()
  const random = new Streams(1)
  const api = new ApiServer(kernel, { write: always(0.005), watch: always(0.002), read: always(0.001) }, random)
  const host = new SimulatedHost(kernel, api, random, () => {}, { seed: 1 })
  const actor = new ToldActor(host)
  host.attach(actor, api.connect(actor))
  const passing = async <T>(promise: Promise<T>): Promise<T> => {
    kernel.run(kernel.now + 100_000)
    return promise
  }
  return {
    perform: (request) => passing(actor.perform(request)),
    seen: (kind, name, fits) => passing(actor.seen(kind, name, fits)),
    changes: (name) => actor.changes(name),
    at: (time, timer) => host.at(time, timer),
    cancel: (handle) => host.cancel(handle),
    now: () => host.now(),
    woken: actor.woken,
    wait: async (duration) => {
      kernel.run(kernel.now + duration)
    },
  }
}

async function withLiveRig(work: (rig: HostRig) => Promise<void>): Promise<void> {
  // no scheduler may take what the cases bind: the pods ask for one that is not there
  await withLab('default', async ({ client }) => {
    const crashes: unknown[] = []
    const clock = liveClock()
    const program = () => ({ image: 'none', command: ['true'] })
    const manifests = { run: 'r1', names: PLAIN_NAMES, namespace: 'default', scheduler: 'default', schedulerName: 'nobody', program }
    const api = new LiveApi({ client, clock, manifests, onCrash: (error) => crashes.push(error), onRefused: () => {} })
    const actors = new LiveActors(api, clock, 1, () => {})
    const actor = actors.add((host) => new ToldActor(host))
    await api.start()
    try {
      await work({
        perform: (request) => actor.perform(request),
        seen: (kind, name, fits) => actor.seen(kind, name, fits),
        changes: (name) => actor.changes(name),
        at: (time, timer) => actor.host.at(time, timer),
        cancel: (handle) => actor.host.cancel(handle),
        now: () => actor.host.now(),
        woken: actor.woken,
        wait: (duration) => new Promise((go) => setTimeout(go, duration / 1000)),
      })
      if (crashes.length > 0) throw crashes[0]
    } finally {
      actors.stop()
      await api.stop()
    }
  })
}

describe('a host over the simulated API server', () => {
  it.each(HOST_CASES)('%s', async (_, run) => run(simulatedRig()))
})

describe('a host over a real API server', () => {
  labTest('gives an actor the same', ['cp'], () =>
    withLiveRig(async (rig) => {
      for (const [name, run] of HOST_CASES) {
        try {
          await run(rig)
        } catch (cause) {
          throw new Error(`host case: ${name}: ${(cause as Error).message}`, { cause })
        }
      }
    }),
  )
})
