import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { clogReport, describeClog } from '../../../src/gang/report.ts'
import type { ClogReport } from '../../../src/record/events.ts'
import { SECOND } from '../../../src/units.ts'
import { CASES } from '../../support/cases.ts'
import { EIGHT, M7, mixedClusters, slotCluster, tinySlotClusters } from './builders.ts'

const WAITING = [
  { job: 'size-4', need: 4 },
  { job: 'size-3b', need: 3 },
]

const REPORT = clogReport(slotCluster(EIGHT, [...M7, ...WAITING]), 'deadlock', 132_440_000)

describe('the clog report', () => {
  test('M7 with two gangs waiting, as data', () => {
    expect(REPORT).toEqual({
      kind: 'deadlock',
      at: 132_440_000,
      slots: 8,
      slotsHeld: 8,
      partialGangs: 4,
      pendingPods: 15,
      holders: [
        { job: 'size-5', running: 3, size: 5, nodes: ['n0', 'n1', 'n2'] },
        { job: 'size-3', running: 2, size: 3, nodes: ['n3', 'n4'] },
        { job: 'size-6', running: 2, size: 6, nodes: ['n5', 'n6'] },
        { job: 'size-2', running: 1, size: 2, nodes: ['n7'] },
      ],
      waits: [
        { job: 'size-5', missing: 2, for: ['size-3', 'size-6', 'size-2'] },
        { job: 'size-3', missing: 1, for: ['size-5', 'size-6', 'size-2'] },
        { job: 'size-6', missing: 4, for: ['size-5', 'size-3', 'size-2'] },
        { job: 'size-2', missing: 1, for: ['size-5', 'size-3', 'size-6'] },
      ],
      remedy: { delete: ['size-2-0'], frees: 'size-3' },
    })
  })

  test('M7, for a person', () => {
    expect(describeClog(REPORT)).toBe(
      [
        'gang deadlock at 132.4 s: 4 gangs hold 8 of 8 slots and none of them has all it needs; 15 pods',
        '  waiting',
        '',
        '  holds  needs  job     nodes',
        '      3      5  size-5  n0 n1 n2',
        '      2      3  size-3  n3 n4',
        '      2      6  size-6  n5 n6',
        '      1      2  size-2  n7',
        '',
        'who waits for whom',
        '  size-5 misses 2, waits for size-3, size-6, size-2',
        '  size-3 misses 1, waits for size-5, size-6, size-2',
        '  size-6 misses 4, waits for size-5, size-3, size-2',
        '  size-2 misses 1, waits for size-5, size-3, size-6',
        '  a circle: size-5 -> size-3 -> size-5',
        '',
        'to make room for size-3, delete this pod',
        '  kubectl delete pod size-2-0',
        'other waiting pods may take that room first: suspend their jobs until size-3 runs',
      ].join('\n'),
    )
  })

  test('of 200 gangs is cut short with counts, and the command is not', () => {
    const gangs = Array.from({ length: 200 }, (_, i) => ({ job: `lmp-0-${i}-size-${9 - (i % 2)}`, need: 12, held: 2 + (i % 2) }))
    const report = clogReport(slotCluster(new Array<number>(500).fill(1), gangs), 'deadlock', 0)
    const text = describeClog(report, { namespace: 'flux-operator', rows: 2 })
    expect(text.split('\n')).toEqual([
      'gang deadlock at 0.0 s: 200 gangs hold 500 of 500 slots and none of them has all it needs; 1900 pods',
      '  waiting',
      '',
      '  holds  needs  job               nodes',
      '      3     12  lmp-0-1-size-8    n2 n3 n4',
      '      3     12  lmp-0-101-size-8  n252 n253 n254',
      '  ... and 198 gangs more, holding 494 places',
      '',
      'who waits for whom',
      '  lmp-0-1-size-8 misses 9, waits for lmp-0-101-size-8, lmp-0-103-size-8, ... 197 more',
      '  lmp-0-101-size-8 misses 9, waits for lmp-0-1-size-8, lmp-0-103-size-8, ... 197 more',
      '  ... and 198 gangs more',
      '  a circle: lmp-0-1-size-8 -> lmp-0-101-size-8 -> lmp-0-1-size-8',
      '',
      'to make room for lmp-0-1-size-8, delete these 9 pods',
      '  kubectl -n flux-operator delete pod lmp-0-0-size-9-0 lmp-0-0-size-9-1 lmp-0-2-size-9-0 \\',
      '    lmp-0-2-size-9-1 lmp-0-4-size-9-0 lmp-0-4-size-9-1 lmp-0-6-size-9-0 lmp-0-6-size-9-1 \\',
      '    lmp-0-8-size-9-0',
      'other waiting pods may take that room first: suspend their jobs until lmp-0-1-size-8 runs',
    ])
    // 20,000 names over 200 holders
    expect(report.waits.length).toBe(100)
    expect(report.holders.length).toBe(200)
  })

  test('of a gang larger than the cluster says that no deletion helps', () => {
    const text = describeClog(clogReport(slotCluster([2], [{ job: 'a', need: 3, held: 2 }]), 'deadlock', SECOND))
    expect(text.split('\n')).toEqual([
      'gang deadlock at 1.0 s: 1 gang holds 2 of 2 slots and lacks some of what it needs; 1 pod waiting',
      '',
      '  holds  needs  job  nodes',
      '      2      3  a    n0',
      '',
      'who waits for whom',
      '  a misses 1, which would fit nowhere even if the others left',
      '',
      'deleting pods of these gangs would let none of them run: each needs more than the cluster can give',
      '  it',
    ])
  })

  test('of a livelock counts free slots and says when nothing need be deleted', () => {
    const report = clogReport(slotCluster([6], [{ job: 'a', need: 4, reserved: 1 }, ...WAITING]), 'livelock', 900 * SECOND)
    expect([report.slots, report.slotsHeld]).toEqual([6, 1])
    const lines = describeClog(report).split('\n')
    expect(lines[0]).toBe('livelock at 900.0 s: 1 gang holds 1 of 6 slots and lacks some of what it needs; 10 pods waiting')
    expect(lines.at(-1)).toBe('nothing need be deleted: all that a misses would fit now')
  })

  test('of a livelock in which nothing is held at the moment says so', () => {
    const text = describeClog(clogReport(slotCluster([], WAITING), 'livelock', 900 * SECOND))
    expect(text.split('\n')[0]).toBe('livelock at 900.0 s: places are reserved and given back again and again, and nothing is bound; 7')
  })

  test('lists gangs that run among the holders, but not as partial', () => {
    const gangs = [
      { job: 'runs', need: 2, held: 2 },
      { job: 'a', need: 3, held: 1 },
    ]
    const report = clogReport(slotCluster([3], gangs), 'livelock', 0)
    expect([report.partialGangs, report.holders.map((h) => h.job), report.waits.map((w) => w.job)]).toEqual([1, ['runs', 'a'], ['a']])
    expect(describeClog(report)).toContain('2 gangs hold 3 of 3 slots, and 1 of them has all it takes to run; 2 pods waiting')
  })
})

describe('every report', () => {
  test('counts what it lists', () => {
    fc.assert(
      fc.property(fc.oneof(tinySlotClusters(), mixedClusters()), (snapshot) => {
        const report = clogReport(snapshot, 'deadlock', 0)
        const pods = snapshot.gangs.flatMap((g) => g.pods)
        const terminating = pods.filter((p) => p.state === 'terminating' && p.node !== undefined).length
        expect(report.holders.reduce((sum, h) => sum + h.running, terminating)).toBe(report.slotsHeld)
        expect(report.slots).toBeGreaterThanOrEqual(report.slotsHeld)
        expect(report.waits.length).toBe(report.partialGangs)
        const sizes = report.holders.map((h) => h.running)
        expect(sizes).toEqual([...sizes].sort((a, b) => b - a))
      }),
      { numRuns: CASES },
    )
  })

  test('fits into its width, and the command gives every pod', () => {
    const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,62}$/)
    const report: fc.Arbitrary<ClogReport> = fc.record({
      kind: fc.constantFrom('deadlock', 'livelock'),
      at: fc.nat(1e10),
      slots: fc.nat(1e6),
      slotsHeld: fc.nat(1e6),
      partialGangs: fc.nat(300),
      pendingPods: fc.nat(1e6),
      holders: fc.array(fc.record({ job: name, running: fc.nat(9999), size: fc.nat(9999), nodes: fc.array(name, { maxLength: 20 }) }), {
        maxLength: 20,
      }),
      waits: fc.array(fc.record({ job: name, missing: fc.nat(9999), for: fc.array(name, { maxLength: 20 }) }), { maxLength: 20 }),
      remedy: fc.option(fc.record({ delete: fc.array(name, { maxLength: 30 }), frees: name })),
    })
    fc.assert(
      fc.property(report, fc.constantFrom(80, 100, 120), (r, width) => {
        const lines = describeClog(r, { width }).split('\n')
        for (const line of lines) expect(line.length).toBeLessThanOrEqual(width)
        if (r.remedy === null || r.remedy.delete.length === 0) return
        const start = lines.findIndex((l) => l.startsWith('  kubectl'))
        const words = lines.slice(start, -1).join(' ').replaceAll('\\', ' ').trim().split(/\s+/)
        const pods = words.slice(words.indexOf('pod') + 1)
        expect(pods.slice(0, r.remedy.delete.length)).toEqual(r.remedy.delete)
      }),
      { numRuns: CASES },
    )
  })
})
