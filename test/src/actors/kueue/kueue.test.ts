/** What holds whatever happens: any jobs, in any order, with any of Kueue's requests carried out before any other. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Request } from '../../../../src/actors/actor.ts'
import { Kueue, type KueueOptions } from '../../../../src/actors/kueue/kueue.ts'
import { usageOf } from '../../../../src/actors/kueue/quota.ts'
import type { Job } from '../../../../src/objects/index.ts'
import { SECOND } from '../../../../src/units.ts'
import { CASES } from '../../../support/cases.ts'
import { allReady, newJob, OPTIONS } from '../../../support/kueue.ts'
import { ScriptApi, ScriptHost } from '../../../support/script-host.ts'

const QUOTA = { quotaCpu: 16_000, quotaPods: 9 }

type Step =
  | { readonly submit: { readonly size: number; readonly cpu: number; readonly priority: number } }
  | { readonly carryOut: number }
  | { readonly refuse: number }
  | { readonly loseAnswer: number }
  | { readonly ready: number }
  | { readonly end: number }
  | { readonly leaderEnds: number }
  | { readonly wait: number }

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      submit: fc.record({ size: fc.integer({ min: 1, max: 6 }), cpu: fc.constantFrom(1000, 2000, 3000), priority: fc.nat({ max: 1 }) }),
    }),
  },
  { weight: 12, arbitrary: fc.record({ carryOut: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ refuse: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ loseAnswer: fc.nat() }) },
  { weight: 3, arbitrary: fc.record({ ready: fc.nat() }) },
  { weight: 2, arbitrary: fc.record({ end: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ leaderEnds: fc.nat() }) },
  { weight: 2, arbitrary: fc.record({ wait: fc.integer({ min: 1, max: 700 }) }) },
)

class World {
  readonly host = new ScriptHost({ clockPhase: 300_000 })
  readonly kueue: Kueue
  readonly api: ScriptApi
  readonly everStarted = new Set<string>()
  readonly submitted: Job[] = []
  #pending: Request[] = []
  #jobs = 0

  constructor(options: Partial<KueueOptions>) {
    this.kueue = this.host.drive((host) => new Kueue(host, { ...OPTIONS, ...QUOTA, ...options }))
    this.api = new ScriptApi(this.host, this.kueue)
  }

  do(s: Step): void {
    if ('submit' in s) this.submitted.push(this.api.create(newJob(`j${this.#jobs++}`, s.submit.size, s.submit)) as Job)
    else if ('carryOut' in s) this.#pick(s.carryOut, (request) => this.api.execute(request))
    else if ('refuse' in s) this.#pick(s.refuse, (request) => this.host.answer(request, { ok: false, reason: 'conflict' }))
    else if ('loseAnswer' in s) {
      this.#pick(s.loseAnswer, (request) => {
        this.api.execute({ ...request, tag: undefined })
        this.host.answer(request, { ok: false, reason: 'conflict' })
      })
    } else if ('wait' in s) this.host.advance(this.host.now() + s.wait * SECOND)
    else this.#jobStep(s)
    this.#see()
  }

  /** Everything asked is carried out, and the Job controller takes away the pods of suspended Jobs. */
  settle(): void {
    for (;;) {
      this.#pending.push(...this.host.take())
      const [request] = this.#pending
      if (request !== undefined) {
        this.#pending.shift()
        this.api.execute(request)
      } else {
        const stopped = this.api.list('job').find((job) => job.suspended && job.active > 0)
        if (stopped === undefined) break
        this.api.update('job', stopped.name, { active: 0, ready: 0 })
      }
      this.#see()
    }
  }

  /** What the API shows as admitted and not finished. */
  admittedUsage(): { cpu: number; pods: number } {
    const all = this.api.list('workload').filter((w) => w.admittedAt !== undefined && !w.finished && w.active)
    return all.map(usageOf).reduce((sum, u) => ({ cpu: sum.cpu + u.cpu, pods: sum.pods + u.pods }), { cpu: 0, pods: 0 })
  }

  #pick(which: number, then: (request: Request) => void): void {
    this.#pending.push(...this.host.take())
    const [request] = this.#pending.splice(this.#pending.length === 0 ? 0 : which % this.#pending.length, 1)
    if (request !== undefined) then(request)
  }

  #jobStep(s: { ready: number } | { end: number } | { leaderEnds: number }): void {
    const running = this.api.list('job').filter((job) => !job.suspended)
    const pick = (which: number): Job | undefined => running[which % Math.max(1, running.length)]
    const job = pick('ready' in s ? s.ready : 'end' in s ? s.end : s.leaderEnds)
    if (job === undefined) return
    if ('end' in s) this.api.delete('job', job.name)
    else if ('ready' in s) this.api.update('job', job.name, allReady(job))
    else if (job.ready === job.size) this.api.update('job', job.name, { active: job.size - 1, ready: job.size - 1, succeeded: 1 })
  }

  #see(): void {
    for (const job of this.api.list('job')) if (!job.suspended) this.everStarted.add(job.name)
  }
}

const options: fc.Arbitrary<Partial<KueueOptions>> = fc.record({
  queueingStrategy: fc.constantFrom('BestEffortFIFO', 'StrictFIFO'),
  blockAdmission: fc.boolean(),
})

it('never has more admitted than the quota, and with blockAdmission never two that are not ready', () => {
  fc.assert(
    fc.property(options, fc.array(step, { maxLength: 80 }), (chosen, steps) => {
      const world = new World(chosen)
      for (const s of steps) {
        world.do(s)
        expect(world.kueue.used.cpu).toBeLessThanOrEqual(QUOTA.quotaCpu)
        expect(world.kueue.used.pods).toBeLessThanOrEqual(QUOTA.quotaPods)
        expect(world.admittedUsage().cpu).toBeLessThanOrEqual(QUOTA.quotaCpu)
        if (chosen.blockAdmission) expect(world.kueue.notReady).toBeLessThanOrEqual(1)
      }
    }),
    { numRuns: CASES },
  )
})

it('starts in the end every job that fits an empty quota, when those before it become ready and end', () => {
  fc.assert(
    fc.property(fc.boolean(), fc.array(step, { maxLength: 60 }), (blockAdmission, steps) => {
      const world = new World({ blockAdmission, requeueLimit: 1_000_000 })
      for (const s of steps) world.do(s)
      for (let rounds = 0; ; rounds++) {
        world.settle()
        const running = world.api.list('job').filter((job) => !job.suspended)
        if (running.length === 0 && world.host.alarms.length === 0) break
        expect(rounds).toBeLessThan(2000)
        for (const job of running) world.api.update('job', job.name, allReady(job))
        world.settle()
        for (const job of running) world.api.delete('job', job.name)
        if (running.length === 0) world.host.advance(world.host.alarms[0] as number)
      }
      for (const job of world.submitted) {
        const { cpu, pods } = usageOf({ count: job.size, reclaimable: 0, request: job.template.request })
        expect(world.everStarted.has(job.name)).toBe(cpu <= QUOTA.quotaCpu && pods <= QUOTA.quotaPods)
      }
      expect(world.kueue.used).toEqual({ cpu: 0, pods: 0 })
      expect(world.kueue.notReady).toBe(0)
    }),
    { numRuns: CASES },
  )
})

it('decides the same when it is told the same', () => {
  fc.assert(
    fc.property(options, fc.array(step, { maxLength: 40 }), (chosen, steps) => {
      const run = (): unknown => {
        const world = new World(chosen)
        for (const s of steps) world.do(s)
        return [world.host.notes, world.host.alarms, world.api.list('workload')]
      }
      expect(run()).toEqual(run())
    }),
    { numRuns: CASES },
  )
})
