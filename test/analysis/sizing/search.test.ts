/** The search against coins of known probability: it is right as often as it says, and needs no monotony. */
import { describe, expect, it } from 'vitest'
import type { Goals } from '../../../analysis/sizing/goals.ts'
import type { Request } from '../../../analysis/sizing/request.ts'
import { search } from '../../../analysis/sizing/search.ts'
import { clogs, toss } from '../../support/coins.ts'

const goals = (clogRisk: number, more: Partial<Goals> = {}): Goals => ({ clogRisk, quantile: 0.95, ...more })

/** Probability of a clog that falls along the values, as that of clusters does. */
const falling = (count: number, from: number, steep: number): number[] =>
  Array.from({ length: count }, (_, i) => 1 / (1 + Math.exp(steep * (i - from))))

/** Answers of many searches, and the runs that they took. */
function many(probabilities: readonly number[], risk: number, times: number): { answers: (number | undefined)[]; runs: number } {
  let runs = 0
  const answers = Array.from({ length: times }, (_, i) => {
    const requests: Request[] = []
    const { index } = toss(search(probabilities.length, goals(risk)), clogs(probabilities), 1000 + i, requests)
    runs += requests.reduce((sum, r) => sum + r.runs, 0)
    return index
  })
  return { answers, runs: runs / times }
}

describe('the confidence', () => {
  it.each([
    ['a curve that falls slowly through 1 %', falling(120, 18, 0.33), 0.01],
    ['a curve that falls slowly through 10 %', falling(60, 18, 0.33), 0.1],
    ['a plateau a hair above 10 %', new Array<number>(30).fill(0.101), 0.1],
    ['a plateau a hair above 2 %', new Array<number>(12).fill(0.0201), 0.02],
    ['a saw', Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? 0.06 : 0.04)), 0.05],
  ])('holds for %s: at most 5 % of 200 answers miss the goal', (_, probabilities, risk) => {
    const { answers } = many(probabilities, risk, 200)
    const wrong = answers.filter((answer) => answer !== undefined && (probabilities[answer] as number) > risk)
    expect(wrong.length).toBeLessThanOrEqual(10)
  })

  it('is not had by naming nothing: with a clear answer it is named nearly always, near the truth, in some two thousand runs', () => {
    const probabilities = falling(146, 12, 0.33)
    const truth = probabilities.findIndex((p) => p <= 0.01)
    const { answers, runs } = many(probabilities, 0.01, 100)
    const near = answers.filter((answer) => answer !== undefined && answer >= truth && answer <= truth + 12)
    expect(near.length).toBeGreaterThanOrEqual(95)
    expect(runs).toBeLessThan(2600)
  })
})

describe('an answer that is plain', () => {
  it.each([1, 2, 5, 9, 10, 64])('is the step in a list of %i values, wherever it is', (count) => {
    for (let step = 0; step < count; step = step * 2 + 1) {
      const certain = Array.from({ length: count }, (_, i) => (i < step ? 1 : 0))
      expect(toss(search(count, goals(0.05)), clogs(certain), 1).index).toBe(step)
    }
  })

  it('is none where every value clogs', () => {
    expect(toss(search(50, goals(0.05)), clogs(new Array<number>(50).fill(1)), 1).index).toBeUndefined()
  })

  it('agrees with a slow twin that tests every value with two thousand runs', () => {
    for (const probabilities of [
      [0.9, 0.5, 0.2, 0, 0],
      [0, 0.5],
      [1, 1, 0.3, 0.001],
      [0.5, 0, 0.5, 0],
      [0.2, 0.2, 0.2],
    ]) {
      for (let seed = 1; seed <= 5; seed++) {
        const coin = clogs(probabilities)
        const exhaustive = probabilities.findIndex((_, index) => {
          const tossed = Array.from({ length: 2000 }, (__, k) => coin(index, ((k * 7919 + seed) % 2000) / 2000))
          return tossed.filter((trial) => trial.clogged).length / 2000 < 0.05
        })
        expect(toss(search(probabilities.length, goals(0.05)), coin, seed).index).toBe(exhaustive < 0 ? undefined : exhaustive)
      }
    }
  })
})

describe('goals beside the risk', () => {
  const slower = (index: number) => ({ clogged: false, makespanS: 1000 / (index + 1), cost: 10 + index })

  it('a deadline asks for more, a budget for less, and both may leave nothing', () => {
    const find = (more: Partial<Goals>): number | undefined => toss(search(20, goals(0.05, more)), slower, 1).index
    expect(find({})).toBe(0)
    expect(find({ deadlineS: 101 })).toBe(9)
    expect(find({ budget: 15 })).toBe(0)
    expect(find({ deadlineS: 101, budget: 19 })).toBe(9)
    expect(find({ deadlineS: 101, budget: 18 })).toBeUndefined()
  })

  it('names what a value was refused for', () => {
    const { evidence } = toss(search(20, goals(0.05, { deadlineS: 101 })), slower, 1)
    expect(evidence.find((e) => e.index === 8)?.missed).toBe('took longer than 101 s')
    expect(evidence.find((e) => e.index === 9)?.verdict).toBe('meets')
  })
})

describe('runs', () => {
  it('are asked for once each, and those of tests are never those of the pilot', () => {
    const requests: Request[] = []
    toss(search(60, goals(0.02)), clogs(falling(60, 18, 0.33)), 3, requests)
    const asked = requests.flatMap(({ index, stage, from, runs }) =>
      Array.from({ length: runs }, (_, i) => `${stage} ${index} ${from + i}`),
    )
    expect(new Set(asked).size).toBe(asked.length)
  })
})
