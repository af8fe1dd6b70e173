/** A scenario with one key or value spoilt is refused, and the message names the line. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ExperimentError } from '../../../src/errors.ts'
import { readScenario, type Scenario } from '../../../src/experiment/scenario.ts'
import { formatScheduler } from '../../../src/experiment/schedulers.ts'
import { CASES } from '../../support/cases.ts'
import { MACHINES, problemsOf } from '../../support/scenarios.ts'

const TEXT = `title: everything that can be said
schedulers:
  - default@1.27
  - name: coscheduling
    set: { scheduler.permitWaitingTime: 300s, experimenter.podGroupTimeout: 10s }
  - { name: kueue, set: { scheduler.quotaCpu: 16, scheduler.blockAdmission: false } }
cluster:
  machine: plain
  system: { cpu: 600m, memory: 400Mi }
  pools:
    - { name: a, nodes: 6, zones: [z1, z2] }
    - name: b
      nodes: 2
      taints: ["x=y:PreferNoSchedule"]
workload:
  kind: mini-cluster
  cpu: 1500m
  sizes:
    - { size: 2, cpu: 1, tasks: 4 }
    - 3
    - size: 4
      minSize: 2
      minMember: 4
  iterations: 2
application:
  ends: all
  runTime: { 2: 26s, other: "U(6s, 8s)" }
kubelet:
  init: N(14s, 1s)
  removal: 0.2s
experimenter:
  gap: logn(0.3s, 0.2) in [0.1s, 1s]
  order: shuffled
  batchesOverlap: true
api:
  write: exp(3ms)
limits: { time: 1h, livelock: 20m }
`

const LINES = TEXT.split('\n')

function read(text: string): Scenario {
  const scenario = readScenario(text, 'run.yaml', { sets: [], calibration: () => undefined, machines: MACHINES })
  scenario.experimentsFor(scenario.schedulers.map(formatScheduler))
  return scenario
}

interface Spot {
  readonly line: number
  readonly from: number
  readonly to: number
}

/** Every match of a pattern's first group, line by line. */
function spots(pattern: RegExp): Spot[] {
  return LINES.flatMap((text, line) =>
    [...text.matchAll(pattern)].map((m) => {
      const from = m.index + m[0].indexOf(m[1] as string)
      return { line, from, to: from + (m[1] as string).length }
    }),
  )
}

const KEYS = spots(/([\w.]+):(?=\s|$)/g)
/** single values behind a key; the title may be any text */
const VALUES = spots(/(?<!title): ([^\s{[][^,{}]*?)(?=\s*(?:,|\}|$))/g)

function spoil(spot: Spot, text: (old: string) => string): string {
  const line = LINES[spot.line] as string
  const spoilt = line.slice(0, spot.from) + text(line.slice(spot.from, spot.to)) + line.slice(spot.to)
  return LINES.with(spot.line, spoilt).join('\n')
}

describe('a scenario', () => {
  it('that says everything is read', () => {
    expect(problemsOf(() => read(TEXT))).toEqual([])
    expect(KEYS.length).toBe(50)
    expect(VALUES.length).toBe(33)
  })

  it('with a letter too many in any key is refused, with the line', () => {
    fc.assert(
      fc.property(fc.constantFrom(...KEYS), fc.constantFrom('x', 'Q', '-'), (spot, letter) => {
        const problems = problemsOf(() => read(spoil(spot, (key) => `${key}${letter}`)))
        expect(problems.some((p) => p.startsWith(`run.yaml:${spot.line + 1}:`))).toBe(true)
      }),
      { numRuns: CASES },
    )
  })

  it('with an unknown word for any single value is refused, with the line', () => {
    fc.assert(
      fc.property(fc.constantFrom(...VALUES), fc.constantFrom('!?', '-1', '~', '1 parsec', '[]'), (spot, word) => {
        const problems = problemsOf(() => read(spoil(spot, () => word)))
        expect(problems.some((p) => p.startsWith(`run.yaml:${spot.line + 1}:`))).toBe(true)
      }),
      { numRuns: CASES },
    )
  })

  it('cut, doubled or mixed up in any way is read or refused, never anything else', () => {
    const piece = fc.tuple(fc.nat(TEXT.length), fc.nat(TEXT.length)).map(([a, b]) => TEXT.slice(Math.min(a, b), Math.max(a, b)))
    const noise = fc.string({ unit: fc.constantFrom(...'{}[]:,-#&*!|>"\' \n\tab1'), maxLength: 12 })
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, noise), { maxLength: 4 }), (parts) => {
        try {
          read(parts.join(''))
        } catch (error) {
          if (!(error instanceof ExperimentError)) throw error
          expect(error.problems.length).toBeGreaterThan(0)
        }
      }),
      { numRuns: CASES },
    )
  })
})
