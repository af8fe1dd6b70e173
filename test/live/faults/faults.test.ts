/**
 * Faults in front of a real API server. Of each run: it completes, in bounded time, its record is whole, nothing was there twice and
 * nothing is left over (`survives`); and the fault really was committed.
 */
import { afterAll, beforeAll, describe, expect } from 'vitest'
import { missingPrograms } from '../../../live/lab/cache.ts'
import type { Lab } from '../../../live/lab/lab.ts'
import { findLabScheduler, type LabScheduler } from '../../../live/lab/schedulers.ts'
import { labFor } from '../../../live/lab/world.ts'
import { Streams } from '../../../src/random.ts'
import { labTest } from '../../support/built-lab.ts'
import { shortExperiment, survives, withLanes } from '../../support/fault-run.ts'
import type { Asked, FaultyProxy } from '../../support/faulty-proxy.ts'

const DEFAULT = findLabScheduler('default', '') as LabScheduler

function writes({ method }: Asked): boolean {
  return method !== 'GET'
}

/** Waits in real time, or less long when the run is over. */
function pause(ms: number, over: AbortSignal): Promise<void> {
  return new Promise((wake) => {
    const timer = setTimeout(wake, ms)
    over.addEventListener('abort', () => {
      clearTimeout(timer)
      wake()
    })
  })
}

async function repeatedly(ms: number, times: number, over: AbortSignal, what: () => void): Promise<void> {
  for (let i = 0; i < times && !over.aborted; i++) {
    await pause(ms, over)
    if (!over.aborted) what()
  }
}

const LANES = [
  'none',
  'resets',
  'lost',
  'refused',
  'silent',
  'gone',
  'throttled',
  'errors',
  'late',
  'expired',
  'conflicts',
  'repeated',
  'half',
]

describe.concurrent('a run through faults, in front of a real API server', () => {
  let lab: Lab
  beforeAll(async () => {
    if (missingPrograms(['supervisor', 'cp']).length > 0) return
    lab = await labFor(withLanes(shortExperiment(), LANES), DEFAULT)
  }, 60_000)
  afterAll(async () => lab?.stop())

  const fault = (
    name: string,
    title: string,
    within: number,
    spoil: (proxy: FaultyProxy, over: AbortSignal) => void | Promise<void>,
    more: object = {},
  ) =>
    labTest(title, ['cp'], async () => {
      const { committed } = await survives({ name, lab, lanes: LANES, spoil, within, ...more })
      expect(committed.size > 0).toBe(name !== 'none')
    })

  fault('none', 'none: the measure of the others', 40, () => {})

  fault('resets', 'every connection reset, ten times a run', 60, (proxy, over) => repeatedly(500, 10, over, () => proxy.cutAll()))

  fault('lost', 'every answer to a write lost the first time, after the server has done it', 60, (proxy) => {
    proxy.fault = (asked) => (writes(asked) && asked.times === 1 ? { kind: 'lose-answer' } : undefined)
  })

  fault('refused', 'connections refused for 30 s', 90, async (proxy, over) => {
    await pause(1000, over)
    await proxy.refuse()
    await pause(30_000, over)
    await proxy.listen()
  })

  fault('silent', 'watches that go silent: no event, no end', 120, (proxy) => {
    proxy.fault = ({ watch, times }) => (watch && times === 1 ? { kind: 'lines', spoil: () => ({ send: [] }) } : undefined)
  })

  fault('gone', '410 Gone: as an answer to a watch, and within one', 60, (proxy) => {
    const gone = JSON.stringify({ type: 'ERROR', object: { kind: 'Status', code: 410, reason: 'Expired', message: 'injected' } })
    proxy.fault = ({ watch, times }) => {
      if (!watch) return undefined
      if (times % 3 === 1) return { kind: 'answer', status: 410, reason: 'Expired' }
      return times < 9
        ? { kind: 'lines', spoil: (line, n) => (n < 3 ? { send: [`${line}\n`] } : { send: [`${gone}\n`], cut: true }) }
        : undefined
    }
  })

  fault('throttled', '429 with Retry-After, twice for every request', 60, (proxy) => {
    proxy.fault = ({ times }) =>
      times <= 2 ? { kind: 'answer', status: 429, reason: 'TooManyRequests', headers: { 'retry-after': '1' } } : undefined
  })

  fault('errors', '500 and 503, for every third request', 60, (proxy) => {
    const random = new Streams(1).stream('faults')
    proxy.fault = () => (random.next() < 1 / 3 ? { kind: 'answer', status: random.next() < 0.5 ? 500 : 503 } : undefined)
  })

  fault(
    'late',
    'answers that come after the time limit, though the server has done what was asked',
    60,
    (proxy) => {
      proxy.fault = ({ watch, times }) => (!watch && times === 1 ? { kind: 'late', ms: 1500 } : undefined)
    },
    { options: { limit: 1000 } },
  )

  fault('expired', 'a token that has expired for three seconds', 60, (proxy) => {
    proxy.fault = ({ at }) => (at > 500 && at < 3500 ? { kind: 'answer', status: 401, reason: 'Unauthorized' } : undefined)
  })

  fault('conflicts', 'every change of an object refused for a conflict the first time', 60, (proxy) => {
    proxy.fault = ({ method, times }) =>
      method === 'PATCH' && times === 1 ? { kind: 'answer', status: 409, reason: 'Conflict' } : undefined
  })

  fault('repeated', 'every event twice, and every third one after those that follow it', 60, (proxy) => {
    const spoil = (line: string, n: number) => {
      const twice = [`${line}\n`, `${line}\n`]
      return n % 3 === 0 ? { send: [], later: twice } : { send: twice }
    }
    proxy.fault = ({ watch }) => (watch ? { kind: 'lines', spoil } : undefined)
  })

  fault('half', 'half a line of JSON, then the end', 60, (proxy) => {
    proxy.fault = ({ watch, times }) =>
      watch && times < 6
        ? {
            kind: 'lines',
            spoil: (line, n) =>
              n < 4 ? { send: [`${line}\n`] } : { send: [line.slice(0, line.length / 2), ...(times % 2 ? ['\n'] : [])], cut: true },
          }
        : undefined
  })
})
