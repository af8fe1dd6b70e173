import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Request } from '../../../src/actors/actor.ts'
import { JobController, podBackoff, slowStart } from '../../../src/actors/job-controller.ts'
import type { Controllers } from '../../../src/experiment/experiment.ts'
import type { Pod } from '../../../src/objects/index.ts'
import { seconds } from '../../../src/units.ts'
import { newJob, someControllers } from '../../support/builders.ts'
import { CASES } from '../../support/cases.ts'
import { ScriptApi, ScriptHost } from '../../support/script-host.ts'

class Script {
  readonly host = new ScriptHost()
  readonly api: ScriptApi
  constructor(options: Partial<Controllers> = {}) {
    const controller = this.host.drive((host) => new JobController(host, someControllers(options)))
    this.api = new ScriptApi(this.host, controller)
  }

  /** Requests made since the last time: indexes of the pods asked for, and the requests. */
  asked(): { readonly indexes: number[]; readonly requests: Request[] } {
    const requests = this.host.take()
    const indexes = requests.flatMap((r) => (r.verb === 'create' && r.object.kind === 'pod' ? [r.object.index] : []))
    return { indexes, requests }
  }

  /** Batches of a sync in which everything is answered. */
  batches(): number[][] {
    const batches: number[][] = []
    for (let { indexes, requests } = this.asked(); indexes.length > 0; { indexes, requests } = this.asked()) {
      batches.push(indexes)
      for (const request of requests) this.api.execute(request)
    }
    return batches
  }

  until(s: number): this {
    this.api.settle()
    const to = seconds(s)
    for (let next = this.host.alarms[0]; next !== undefined && next <= to; next = this.host.alarms[0]) {
      this.host.advance(next)
      this.api.settle()
    }
    this.host.advance(to)
    return this
  }

  get pods(): Pod[] {
    return this.api.list('pod').sort((a, b) => a.index - b.index)
  }
}

const aBatch = (from: number, n: number): number[] => Array.from({ length: n }, (_, i) => from + i)

describe('slow start', () => {
  const expected: [number, number[][]][] = [
    [2, [[0], [1]]],
    [3, [[0], [1, 2]]],
    [4, [[0], [1, 2], [3]]],
    [5, [[0], [1, 2], [3, 4]]],
    [6, [[0], [1, 2], [3, 4, 5]]],
    [8, [[0], [1, 2], [3, 4, 5, 6], [7]]],
    [10, [[0], [1, 2], [3, 4, 5, 6], [7, 8, 9]]],
  ]
  for (const [size, batches] of expected) {
    it(`Q3: a job of ${size} is created in batches of ${batches.map((b) => b.length).join(', ')}`, () => {
      const script = new Script()
      script.api.create(newJob({ size }))
      expect(script.batches()).toEqual(batches)
    })
  }

  it('Q2: of a job of 6 whose second batch fails only {0}, and what succeeded of {1,2}, exist; no third batch comes', () => {
    const script = new Script()
    script.api.create(newJob({ size: 6 }))
    for (const request of script.asked().requests) script.api.execute(request)
    const second = script.asked()
    expect(second.indexes).toEqual([1, 2])
    // beside the pods it reports the first one in an Event
    const creations = second.requests.filter((r) => r.verb === 'create' && r.object.kind === 'pod')
    script.host.answer(creations[0] as Request, { ok: false, reason: 'conflict' })
    script.api.execute(creations[1] as Request)
    expect(script.pods.map((p) => p.index)).toEqual([0, 2])
    // the rest of this sync: its status, no more pods
    const rest = script.asked()
    expect(rest.indexes).toEqual([])
    expect(rest.requests.map((r) => [r.verb, 'kind' in r ? r.kind : ''])).toEqual([['update', 'job']])
  })

  it('a later sync makes up for what failed', () => {
    const script = new Script()
    script.api.create(newJob({ size: 6 }))
    for (const request of script.asked().requests) script.host.answer(request, { ok: false, reason: 'conflict' })
    script.until(5)
    expect(script.pods.map((p) => p.index)).toEqual([0, 1, 2, 3, 4, 5])
  })

  it('batches double, and together make all', () => {
    fc.assert(
      fc.property(fc.nat(2000), (n) => {
        const batches = slowStart(n)
        expect(batches.reduce((a, b) => a + b, 0)).toBe(n)
        for (const [i, size] of batches.entries()) expect(size).toBe(i + 1 < batches.length ? 2 ** i : Math.min(2 ** i, n - (2 ** i - 1)))
      }),
      { numRuns: CASES },
    )
  })
})

describe('what a Job’s pods are', () => {
  it('carry the job’s name, their index and a suffix of five letters that differs', () => {
    const script = new Script()
    script.api.create(newJob({ name: 'ping', size: 3 }))
    script.until(1)
    expect(script.pods.map((p) => [p.job, p.index, /^ping-\d-[a-z0-9]{5}$/.test(p.name)])).toEqual([
      ['ping', 0, true],
      ['ping', 1, true],
      ['ping', 2, true],
    ])
    expect(new Set(script.pods.map((p) => p.name.slice(-5))).size).toBe(3)
  })

  it('creates at most 500 in one sync', () => {
    const script = new Script()
    script.api.create(newJob({ size: 700 }))
    expect(script.batches().flat()).toEqual(aBatch(0, 500))
  })

  it('works on at most five jobs at once', () => {
    const script = new Script()
    for (let i = 0; i < 7; i++) script.api.create(newJob({ name: `j${i}`, size: 1 }))
    expect(script.asked().indexes).toHaveLength(5)
  })
})

describe('what happens to a Job later', () => {
  it('counts a pod that is ready a second after the first change, not at once', () => {
    const script = new Script()
    script.api.create(newJob({ size: 2 }))
    script.until(10)
    for (const pod of script.pods) script.api.update('pod', pod.name, { phase: 'Running', node: 'n0', ready: true })
    expect(script.until(10.9).api.get('job', 'j')?.ready).toBe(0)
    expect(script.until(11).api.get('job', 'j')?.ready).toBe(2)
  })

  it('is Complete when every index has succeeded', () => {
    const script = new Script()
    script.api.create(newJob({ size: 2 }))
    script.until(10)
    for (const [i, pod] of script.pods.entries()) {
      script.api.update('pod', pod.name, { phase: 'Succeeded', node: 'n0' })
      script.until(20 + i)
    }
    script.until(30)
    const job = script.api.get('job', 'j')
    expect([job?.succeeded, job?.active, job?.condition]).toEqual([2, 0, 'Complete'])
    expect(script.pods).toHaveLength(2)
  })

  it('replaces a failed pod after 10 s, 20 s, ... with the same index, and fails for good after six', () => {
    const script = new Script()
    script.api.create(newJob({ size: 1 }))
    script.until(1)
    let at = 1
    const waits: number[] = []
    for (let failures = 0; failures < 6; failures++) {
      const pod = script.pods.find((p) => p.phase === 'Pending')
      expect(pod?.index).toBe(0)
      script.api.update('pod', pod?.name ?? '', { phase: 'Failed', node: 'n0' })
      const failed = at
      while (!script.pods.some((p) => p.phase === 'Pending') && at < failed + 1000) {
        at += 1
        script.until(at)
      }
      waits.push(at - failed)
    }
    // the controller hears of the failure a second after it
    expect(waits).toEqual([11, 21, 41, 81, 161, 321])
    const last = script.pods.find((p) => p.phase === 'Pending')
    script.api.update('pod', last?.name ?? '', { phase: 'Failed', node: 'n0' })
    script.until(at + 2000)
    expect(script.api.get('job', 'j')?.condition).toBe('Failed')
    expect(script.pods.filter((p) => p.phase === 'Pending')).toEqual([])
  })

  it('back-off doubles from its base up to its cap', () => {
    expect([0, 1, 2, 3, 6, 7, 8].map((n) => podBackoff(n, 10, 600))).toEqual([0, 10, 20, 40, 320, 600, 600])
  })

  it('has no pods while suspended, gets them on resume, and loses the active ones when suspended again', () => {
    const script = new Script()
    script.api.create(newJob({ size: 2, suspended: true }))
    expect(script.until(10).pods).toEqual([])
    script.api.update('job', 'j', { suspended: false })
    expect(script.until(20).pods).toHaveLength(2)
    script.api.update('job', 'j', { suspended: true })
    expect(script.until(30).pods).toEqual([])
    script.api.update('job', 'j', { suspended: false })
    expect(script.until(60).pods).toHaveLength(2)
  })

  it('does not count the pods that it takes itself as failures, however often a job is suspended; those that others delete it does', () => {
    const script = new Script()
    script.api.create(newJob({ size: 2, backoffLimit: 3 }))
    for (let i = 0; i < 5; i++) {
      script.api.update('job', 'j', { suspended: true })
      script.until(20 * i + 10)
      script.api.update('job', 'j', { suspended: false })
      script.until(20 * i + 20)
    }
    expect([script.pods.length, script.api.get('job', 'j')?.failed]).toEqual([2, 0])
    script.api.delete('pod', script.pods[0]?.name as string)
    expect(script.until(200).api.get('job', 'j')?.failed).toBe(1)
  })

  it('never has two live pods of one index, nor more than the job asks for', () => {
    const moves = fc.array(
      fc.record({ what: fc.constantFrom('run', 'succeed', 'fail', 'gone', 'wait'), which: fc.nat(), wait: fc.nat(30) }),
      { maxLength: 12 },
    )
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), moves, (size, list) => {
        const script = new Script()
        script.api.create(newJob({ size }))
        let at = 1
        script.until(at)
        for (const move of list) {
          const pod = script.pods[move.which % Math.max(1, script.pods.length)]
          const live = pod !== undefined && (pod.phase === 'Pending' || pod.phase === 'Running')
          if (pod !== undefined && live && move.what === 'run') script.api.update('pod', pod.name, { phase: 'Running', node: 'n0' })
          if (pod !== undefined && live && move.what === 'succeed') script.api.update('pod', pod.name, { phase: 'Succeeded', node: 'n0' })
          if (pod !== undefined && live && move.what === 'fail') script.api.update('pod', pod.name, { phase: 'Failed', node: 'n0' })
          if (pod !== undefined && move.what === 'gone') script.api.delete('pod', pod.name)
          at += move.wait
          script.until(at)
          const busy = script.pods.filter((p) => p.phase !== 'Failed').map((p) => p.index)
          expect(new Set(busy).size).toBe(busy.length)
          for (const index of busy) expect(index).toBeLessThan(size)
        }
      }),
      { numRuns: CASES },
    )
  })
})
