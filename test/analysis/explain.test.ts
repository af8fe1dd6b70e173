import { describe, expect, it } from 'vitest'
import { describeEvent, eventsOfJob, explain, jobsOf } from '../../analysis/explain.ts'
import { checkAgreement } from '../../analysis/explain-check.ts'
import type { Header, Outcome, RunEvent } from '../../src/record/events.ts'

type Bare = RunEvent extends infer E ? (E extends RunEvent ? Omit<E, 'seq' | 'time'> : never) : never

/** Events a second apart, numbered. */
function events(...list: Bare[]): RunEvent[] {
  return list.map((e, i) => ({ ...e, seq: i, time: i * 1_000_000 }) as RunEvent)
}

const submit: Bare = { kind: 'submit', job: 'a', size: 2, need: 2 }
const created = (i: number): Bare => ({ kind: 'pod-created', pod: `a-${i}`, job: 'a', index: i, cpu: 2000, memory: 0 })
const chosen = (i: number, node: string): Bare => ({ kind: 'attempt', pod: `a-${i}`, job: 'a', result: 'bound', number: 1, node })
const bound = (i: number, node: string): Bare => ({ kind: 'bound', pod: `a-${i}`, job: 'a', index: i, node })
const matched = (flux: number, nodes: readonly string[] | null): Bare => ({
  kind: 'matched',
  job: 'a',
  pod: 'a-0',
  slots: 2,
  cpuPerSlot: 2,
  nodes,
  flux,
})
const placed = [submit, created(0), created(1), chosen(0, 'n0'), chosen(1, 'n1'), bound(0, 'n0'), bound(1, 'n1')]

function complaints(...list: Bare[]): string[] {
  return checkAgreement(events(...list))
    .filter((f) => !f.ok)
    .map((f) => f.what)
}

describe('the check at the end of a trace', () => {
  it('agrees when every pod asked for is bound where its scheduler put it', () => {
    expect(complaints(...placed)).toEqual([])
  })

  it('says which pods are missing when a job is clogged', () => {
    expect(complaints(submit, created(0), created(1), chosen(0, 'n0'), bound(0, 'n0'))).toEqual(['asked for 2 pods, 1 were bound'])
  })

  it('says when a pod was bound to another node than the one chosen last', () => {
    expect(complaints(submit, created(0), created(1), chosen(0, 'n0'), chosen(1, 'n1'), bound(0, 'n0'), bound(1, 'n2'))).toEqual([
      'a-1 was given n1 and bound to n2',
    ])
  })

  it('says when a pod was bound after its place was given back', () => {
    const released: Bare = { kind: 'released', pod: 'a-1', job: 'a', node: 'n1', cause: 'permit wait over' }
    expect(complaints(submit, created(0), created(1), chosen(0, 'n0'), chosen(1, 'n1'), released, bound(0, 'n0'), bound(1, 'n1'))).toEqual([
      'a-1 was given no node and bound to n1',
    ])
  })

  it('says when a pod was bound twice', () => {
    expect(complaints(...placed, chosen(1, 'n3'), bound(1, 'n3'))).toEqual(['a-1 was bound to n1 and again to n3'])
  })

  it('counts a pod that took the place of a failed one for the same index', () => {
    const again: Bare[] = [
      { kind: 'pod-created', pod: 'a-1-again', job: 'a', index: 1, cpu: 2000, memory: 0 },
      { kind: 'attempt', pod: 'a-1-again', job: 'a', result: 'bound', number: 1, node: 'n5' },
      { kind: 'bound', pod: 'a-1-again', job: 'a', index: 1, node: 'n5' },
    ]
    expect(complaints(...placed, ...again)).toEqual([])
  })

  describe('with Fluxion', () => {
    it('agrees when the nodes bound are the nodes matched', () => {
      const findings = checkAgreement(events(submit, matched(1, null), matched(2, ['n0', 'n1']), ...placed.slice(1)))
      expect(findings.filter((f) => !f.ok)).toEqual([])
      expect(findings.at(-1)?.what).toBe('fluxion: asked 2 times, gave 1, 2 pods bound where it said')
    })

    it('shows a second allocation while the first is held (the flaw of F1)', () => {
      expect(complaints(...placed.slice(0, 3), matched(1, ['n0', 'n1']), matched(2, ['n2', 'n3']), ...placed.slice(3))).toEqual([
        'fluxion: flux job 2 was given while 1 held places too (double booking)',
      ])
    })

    it('does not mind a second allocation after the first was cancelled', () => {
      const cancelled: Bare = { kind: 'cancelled', job: 'a', flux: 1, cause: 'asked again' }
      expect(complaints(...placed.slice(0, 3), matched(1, ['n2', 'n3']), cancelled, matched(2, ['n0', 'n1']), ...placed.slice(3))).toEqual(
        [],
      )
    })

    it('F-4: shows that fewer entries than pods came, and where the other pod went', () => {
      expect(complaints(...placed.slice(0, 3), matched(1, ['n0']), ...placed.slice(3))).toEqual([
        'fluxion: asked for 2 slots, 1 entries came (flux job 1)',
        'fluxion: a-1 was bound to n1, allocated were n0',
      ])
    })

    it('shows two pods bound to the one place it gave', () => {
      const both: Bare[] = [chosen(0, 'n0'), chosen(1, 'n0'), bound(0, 'n0'), bound(1, 'n0')]
      expect(complaints(...placed.slice(0, 3), matched(1, ['n0', 'n1']), ...both)).toEqual([
        'fluxion: a-1 was bound to n0, allocated were n0, n1',
      ])
    })
  })
})

describe('the trace of a job', () => {
  const header: Header = {
    kind: 'header',
    format: 1,
    muster: '0',
    backend: 'sim',
    scenario: 's',
    scheduler: 'default@1.28',
    seed: 7,
    experiment: {},
  }
  const outcome: Outcome = { kind: 'outcome', outcome: 'completed', time: 0, jobs: 1, completed: 1, clog: null }
  const other: Bare = { kind: 'submit', job: 'b', size: 1, need: 1 }
  const cycle: Bare = { kind: 'step', job: 'a', pod: 'a-0', who: 'queue', what: 'attempt 1, 0 more active' }

  it('has every event of that job and of no other, each cycle set apart, and ends with the check', () => {
    const { text, findings } = explain(
      { header, outcome, events: events(submit, other, created(0), created(1), cycle, ...placed.slice(3)) },
      'a',
    )
    expect(text).toBe(`a under default@1.28, s, seed 7

    0.000000s  a    submitted: 2 pods, 2 of them needed at once
    2.000000s  a-0  created, asks for 2000m cpu and 0 bytes
    3.000000s  a-1  created, asks for 2000m cpu and 0 bytes

    4.000000s  a-0  queue: attempt 1, 0 more active
    5.000000s  a-0  attempt 1 ends: bound on n0
    6.000000s  a-1  attempt 1 ends: bound on n1
    7.000000s  a-0  bound to n0
    8.000000s  a-1  bound to n1

check: asked, matched and bound agree
  ok  asked for 2 pods, 2 were created
  ok  asked for 2 pods, 2 were bound
  ok  each of 2 bound pods is where its scheduler put it
`)
    expect(findings).toHaveLength(3)
  })

  it('refuses a job that was not in the run', () => {
    expect(() => explain({ header, outcome, events: events(submit) }, 'z')).toThrow('job z: not in this run')
  })

  it('lists jobs in the order of submission', () => {
    expect(jobsOf(events(submit, created(0), other))).toEqual(['a', 'b'])
    expect(eventsOfJob(events(submit, other), 'b')).toHaveLength(1)
  })

  it('refuses a kind of event it does not know', () => {
    expect(() => describeEvent({ kind: 'news', job: 'a' } as unknown as RunEvent)).toThrow(
      'event kind nobody handles: {"kind":"news","job":"a"}',
    )
  })
})
