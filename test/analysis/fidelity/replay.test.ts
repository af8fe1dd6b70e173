/** A recorded run as its scheduler met it, and how a replay of it is scored. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Bind, type Replayed, scoreReplay } from '../../../analysis/fidelity/replay-score.ts'
import type { Attempt } from '../../../analysis/recorded/attempts.ts'
import { flushTicks } from '../../../analysis/recorded/flush-ticks.ts'
import { type ReplayInput, replayInput } from '../../../analysis/recorded/replay-input.ts'
import { loadLab } from '../../../cli/fidelity-data.ts'
import { CASES } from '../../support/cases.ts'

const S = 1_000_000

function inputOf(name: string): ReplayInput {
  const { run, attempts = [] } = loadLab(name)
  return replayInput(run, attempts)
}

describe('what a replay is told', () => {
  test.each([
    'default28-seed1',
    'default28-seed2',
    'default28-seed3',
    'default28-24nodes',
    'default37-seed1',
    'default37-seed2',
    'default37-24nodes',
  ])('%s: all pods created, and every place given back belongs to a bind that came before', (name) => {
    const { changes, binds, attempts, until } = inputOf(name)
    expect(changes.filter((c) => c.kind === 'created')).toHaveLength(200)
    for (const change of changes) {
      if (change.kind === 'created') continue
      const bind = binds[change.bind as number]
      expect(bind?.pod).toBe(change.pod)
      expect((bind as { time: number }).time).toBeLessThan(change.time)
    }
    expect(attempts.filter((a) => a.result === 'bound').map((a) => a.pod)).toEqual(binds.map((b) => b.pod))
    for (const list of [changes, binds, attempts]) {
      for (let i = 1; i < list.length; i++)
        expect((list[i] as { time: number }).time).toBeGreaterThanOrEqual((list[i - 1] as { time: number }).time)
      expect((list.at(-1) as { time: number }).time).toBeLessThanOrEqual(until)
    }
  })

  test('at no time are more places taken than there are nodes', () => {
    const { changes, binds, nodes } = inputOf('default28-seed1')
    const steps = [
      // the log is aligned to the run's clock to some milliseconds, so a bind may seem to come before its cause
      ...binds.map((b) => ({ time: b.time + 20_000, by: 1 })),
      ...changes.flatMap((c) => (c.kind === 'ended' || (c.kind === 'gone' && !leader(c.bind, changes)) ? [{ time: c.time, by: -1 }] : [])),
    ].sort((a, b) => a.time - b.time || a.by - b.by)
    let taken = 0
    for (const { by } of steps) {
      taken += by
      expect(taken).toBeLessThanOrEqual(nodes.length)
    }
    expect(taken).toBe(8)
  })
})

function leader(bind: number | undefined, changes: ReplayInput['changes']): boolean {
  return changes.some((c) => c.kind === 'ended' && c.bind === bind)
}

describe('the ticks of the back-off timer', () => {
  const burst = (time: number): Attempt[] =>
    [0, 400, 800].map((later) => ({ time: time + later, pod: 'p', result: 'unschedulable' as const }))

  test('in 1.28 most bursts that nothing else explains belong to one timer', () => {
    for (const [name, seen, of] of [
      ['default28-seed1', 34, 44],
      ['default28-seed2', 16, 20],
      ['default28-seed3', 18, 21],
      ['default28-24nodes', 13, 15],
    ] as const) {
      const ticks = inputOf(name).ticks
      expect([name, ticks?.seen, ticks?.candidates]).toEqual([name, seen, of])
    }
  })

  test('in 1.37, where pods leave back-off early, they do not show', () => {
    for (const name of ['default37-seed1', 'default37-seed2', 'default37-24nodes']) expect(inputOf(name).ticks).toBeUndefined()
  })

  test('a hidden timer is found again among bursts that it did not cause', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: S - 1 }),
        fc.integer({ min: 0, max: 1900 }),
        fc.uniqueArray(fc.integer({ min: 2, max: 100 }), { minLength: 12, maxLength: 40 }),
        fc.array(fc.integer({ min: 0, max: 100 * S }), { maxLength: 3 }),
        (phase, late, turns, others) => {
          const hidden = Array.from({ length: 101 }, (_, k) => phase + k * (S + late))
          const times = [...turns.map((k) => hidden[k] as number), ...others].sort((a, b) => a - b)
          const found = flushTicks(
            [],
            times.flatMap(burst).sort((a, b) => a.time - b.time),
            102 * S,
          )
          // between the first and the last burst of the timer every tick is where it was
          const [first, last] = [Math.min(...turns), Math.max(...turns)]
          const off = others.length === 0 ? 1000 : 150_000
          const missed = hidden.slice(first, last + 1).filter((t) => found?.times.some((f) => Math.abs(f - t) <= off) !== true)
          expect(missed).toEqual([])
        },
      ),
      { numRuns: Math.ceil(CASES / 4) },
    )
  })

  test('a burst that follows a new pod or a freed place is not taken for one', () => {
    const gone = [3, 5, 8].map((s, seq) => ({ kind: 'gone', time: s * S, pod: 'x', job: 'x', seq }) as const)
    const attempts = [3, 5, 8].flatMap((s) => burst(s * S + 1000))
    expect(flushTicks(gone, attempts, 10 * S)).toBeUndefined()
    expect(flushTicks([], attempts, 10 * S)?.seen).toBe(3)
  })
})

/** Binds one second apart, as named. */
function bindsOf(pods: string): Bind[] {
  return [...pods].map((pod, i) => ({ pod, time: i * S }))
}

const of = (pods: string, attempts = 100): Replayed => ({ binds: bindsOf(pods), attempts })

describe('the score of a replay', () => {
  test('is whole for the same binds', () => {
    expect(scoreReplay(of('abcde'), of('abcde', 105))).toEqual({
      binds: 5,
      same: 5,
      share: 1,
      inTime: 5,
      recordedAttempts: 100,
      modelAttempts: 105,
      attemptsError: 0.05,
      firstMiss: undefined,
    })
  })

  test('loses one for another pod, one for a pod too many, one for a pod too few', () => {
    expect(scoreReplay(of('abcde'), of('abxde'))).toMatchObject({ same: 4, firstMiss: { pod: 'c', time: 2 * S } })
    expect(scoreReplay(of('abcde'), of('abxcde'))).toMatchObject({ same: 5 })
    expect(scoreReplay(of('abcde'), of('acde'))).toMatchObject({ same: 4 })
  })

  test('loses one for two pods in the wrong order, but not within the same instant', () => {
    expect(scoreReplay(of('abcde'), of('acbde')).same).toBe(4)
    const together = (pods: string): Replayed => ({ binds: [...pods].map((pod, i) => ({ pod, time: i * 1000 })), attempts: 1 })
    expect(scoreReplay(together('abcde'), together('edcba')).same).toBe(5)
  })

  test('says how many of the same binds came at another time', () => {
    const late: Replayed = { binds: bindsOf('abcde').map((b, i) => ({ ...b, time: b.time + (i > 2 ? 1.2 * S : 0.9 * S) })), attempts: 1 }
    expect(scoreReplay(of('abcde'), late)).toMatchObject({ same: 5, inTime: 3 })
  })

  test('is 0 without a bind of the model, and whole where nothing was recorded', () => {
    expect(scoreReplay(of('abc'), of('')).share).toBe(0)
    expect(scoreReplay(of('', 0), of('abc', 3))).toMatchObject({ share: 1, attemptsError: 0 })
  })

  test('never exceeds what both have, and losing k binds costs k', () => {
    const pods = fc
      .uniqueArray(fc.integer({ min: 0, max: 60 }), { maxLength: 40 })
      .map((list) => list.map((n) => String.fromCharCode(200 + n)).join(''))
    fc.assert(
      fc.property(pods, pods, fc.array(fc.nat(40), { maxLength: 5 }), (recorded, model, drop) => {
        const score = scoreReplay(of(recorded), of(model))
        const both = [...recorded].filter((p) => model.includes(p)).length
        expect(score.same).toBeLessThanOrEqual(both)
        expect(scoreReplay(of(model), of(recorded)).same).toBe(score.same)
        const gaps = new Set(drop.filter((i) => i < recorded.length))
        const kept = bindsOf(recorded).filter((_, i) => !gaps.has(i))
        expect(scoreReplay(of(recorded), { binds: kept, attempts: 0 }).same).toBe(recorded.length - gaps.size)
      }),
      { numRuns: CASES },
    )
  })
})
