/** Sizing questions whose answer is proved by hand: the simulated answer is that one, exactly. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { Request } from '../../analysis/sizing/request.ts'
import { type Found, search } from '../../analysis/sizing/search.ts'
import { documentOf } from '../../cli/size-document.ts'
import { planSize, type SizeOptions, type SizePlan } from '../../cli/size-plan.ts'
import { seedsOf } from '../../cli/size-search.ts'
import { run } from '../../cli/size-worker.ts'

const folder = mkdtempSync(join(tmpdir(), 'muster-size-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** One-slot nodes; all jobs at once, their pods one from each in turn: the order in which every partial allocation that can be is met. */
function scenario(name: string, sizes: readonly number[], more = ''): string {
  const file = join(folder, `${name}.yaml`)
  const text = `title: ${name}
schedulers: [default, kueue, gang]
cluster: { nodes: 8, allocatable: { cpu: 4 } }
workload: { cpu: 2, jobs: [${sizes.map((size, i) => `{ name: j${i}, size: ${size} }`).join(', ')}] }
application: { runTime: 30s }
experimenter: { submits: at-once, call: 0s, grace: 0s }
controllers: { qps: 1000, burst: 1 }
${more}`
  writeFileSync(file, text)
  return file
}

/** The question, answered on this thread. */
function ask(file: string, options: SizeOptions): { readonly plan: SizePlan; readonly found: Found; readonly asked: Request[] } {
  const plan = planSize(file, { clogRisk: '10%', ...options })
  const looking = search(plan.choices.length, plan.goals)
  const asked: Request[] = []
  let next = looking.next()
  while (!next.done) {
    asked.push(next.value)
    const result = run({
      experiment: (plan.choices[next.value.index] as SizePlan['choices'][number]).experiment,
      seeds: seedsOf(next.value),
    })
    if (!result.ok) throw new Error(result.stack)
    next = looking.next(result.trials)
  }
  return { plan, found: next.value, asked }
}

const answerOf = (file: string, options: SizeOptions) => {
  const { plan, found } = ask(file, options)
  return documentOf(plan, found)
}

describe('the safety bound', () => {
  it('two gangs of four on one-slot nodes clog on six and never on seven: 4 - 1 + 4 - 1 < 7', () => {
    const document = answerOf(scenario('two-fours', [4, 4]), { ask: 'nodes' })
    expect([document.answer, document.safeBound]).toEqual([7, 7])
    const six = document.evidence.find((row) => row.value === 6)
    expect(six?.clogged).toBeGreaterThan((six?.runs ?? 0) / 4)
  })

  it('one job alone needs its own size', () => {
    const document = answerOf(scenario('alone', [5]), { ask: 'nodes' })
    expect([document.answer, document.safeBound]).toEqual([5, 5])
    expect(document.reason).toContain('There is no better value.')
  })

  it('a scheduler that knows gangs needs the largest job only', () => {
    expect(answerOf(scenario('gangs', [4, 4, 6]), { ask: 'nodes', scheduler: 'gang' }).answer).toBe(6)
  })

  it('one job of five may be in flight on eight slots and two on nine: 2 x (5 - 1) = 8 (semantics 4.5)', () => {
    const one = answerOf(scenario('fives', [5, 5, 5]), { ask: 'in-flight' })
    expect([one.answer, one.safeBound]).toEqual([1, 1])
    const two = answerOf(scenario('fives', [5, 5, 5]), { ask: 'in-flight', set: ['cluster.nodes=9'] })
    expect([two.answer, two.safeBound]).toEqual([2, 2])
  })
})

describe('a quota', () => {
  it('of exactly one job is the smallest, and one below it is impossible', () => {
    const document = answerOf(scenario('quota', [2, 3, 4]), { ask: 'quota' })
    expect(document.answer).toBe(8)
    const below = ask(scenario('quota', [2, 3, 4]), { ask: 'quota', values: '4,7,8' })
    expect(below.plan.impossible.map(({ text, reason }) => `${text}: ${reason}`)).toEqual([
      '4: the quota of 4 cpu is below j1, which needs 6',
      '7: the quota of 7 cpu is below j2, which needs 8',
    ])
    expect(documentOf(below.plan, below.found).answer).toBe(8)
  })
})

describe('what is not possible', () => {
  it('is said with its reason: a job larger than any cluster offered', () => {
    const document = answerOf(scenario('large', [9, 2]), { ask: 'nodes', values: '4..8' })
    expect([document.answer, document.evidence]).toEqual([null, []])
    expect(document.reason).toBe(
      'Not possible: expected a job of at most 4 pods of cpu 2: more do not fit the empty cluster at once, got j0 with 9 pods.',
    )
  })

  it('is said with what was tried: a deadline below the work', () => {
    const document = answerOf(scenario('late', [4, 4]), { ask: 'nodes', deadline: '10s' })
    expect(document.answer).toBeNull()
    expect(document.reason).toMatch(
      /^Not possible: none of the values tried up to 8 nodes is shown to do; there too many of \d+ runs took longer than 10 s\. /,
    )
  })
})

describe('an exhaustive twin', () => {
  it.each([[[2, 2]], [[3, 2]], [[2, 2, 2, 2]]])('finds the same smallest cluster for jobs of %j', (sizes) => {
    const { plan, found } = ask(scenario(`twin-${sizes.join('-')}`, sizes), { ask: 'nodes' })
    const clogged = ({ experiment }: SizePlan['choices'][number]): number => {
      const result = run({ experiment, seeds: Array.from({ length: 60 }, (_, i) => 5_000_000 + i) })
      if (!result.ok) throw new Error(result.stack)
      return result.trials.filter((trial) => trial.clogged).length
    }
    const shares = plan.choices.map((choice) => clogged(choice) / 60)
    // sixty runs at each tell which side of 10 % it is on: nothing lies near
    expect(shares.filter((share) => share > 0 && share < 0.2)).toEqual([])
    expect(found.index).toBe(shares.indexOf(0))
  })
})
