/** Runs of data/lab. Sets are those of the `begin` line where it differs from the scenario; a test compares them. */
import { seconds } from '../../src/units.ts'
import type { Allowed, LabEntry } from './entry.ts'

/** The targets of the lab: 7 %, 5 % for the rate of reads, 15 % for totals. */
const LAB: Allowed = { makespan: 0.07, turnaroundBySize: 0.07, attempts: 0.15, reads: 0.15, readsPerS: 0.05 }
/** Where groups are retried by back-off, one unlucky group moves everything: 15 %, and the order of sizes. */
const BY_BACKOFF: Allowed = { makespan: 0.15, attempts: 0.15, order: true }
/**
 * In all, attempts go with how far a run gets before it clogs, which is compared by itself; what the queue decides is how
 * many there are for each bind.
 */
const CLOGGED: Allowed = { attemptsPerBind: 0.15 }

function numbered(name: string, from: number, to: number): string[] {
  return Array.from({ length: to - from + 1 }, (_, i) => `${name}${from + i}`)
}

/** The one stall recorded began at once and lasted for the rest of a recording of 240 s; no other pause was above 51 s. */
const STALL = seconds(150)

const LARGE = ['cluster.nodes=24', 'experimenter.gap=0.3s', 'experimenter.grace=5s']

export const LAB_ENTRIES: readonly LabEntry[] = [
  {
    source: 'lab',
    id: 'default28',
    scenario: 'lab',
    scheduler: 'default@1.28',
    sets: [],
    views: [{ id: 'default28', kind: 'clogged', recordings: numbered('default28-seed', 1, 10), allowed: CLOGGED }],
  },
  {
    source: 'lab',
    id: 'default37',
    scenario: 'lab',
    scheduler: 'default@1.37',
    sets: [],
    views: [{ id: 'default37', kind: 'clogged', recordings: numbered('default37-seed', 1, 9), allowed: CLOGGED }],
  },
  {
    source: 'lab',
    id: 'default28-24nodes',
    scenario: 'lab',
    scheduler: 'default@1.28',
    sets: LARGE,
    views: [{ id: 'default28-24nodes', kind: 'clogged', recordings: ['default28-24nodes'], allowed: CLOGGED }],
  },
  {
    source: 'lab',
    id: 'default37-24nodes',
    scenario: 'lab',
    scheduler: 'default@1.37',
    sets: LARGE,
    views: [{ id: 'default37-24nodes', kind: 'clogged', recordings: ['default37-24nodes'], allowed: CLOGGED }],
  },
  {
    source: 'lab',
    id: 'cosched28',
    scenario: 'lab',
    scheduler: 'coscheduling@0.28',
    sets: [],
    views: [
      { id: 'cosched28', kind: 'ended', recordings: ['cosched28'], pause: STALL, allowed: LAB },
      { id: 'cosched28-cut', kind: 'cut', recordings: numbered('cosched28-seed', 3, 8), pause: STALL, allowed: LAB },
      { id: 'cosched28-stall', kind: 'pauses', recordings: ['cosched28', ...numbered('cosched28-seed', 2, 8)], pause: STALL, allowed: {} },
    ],
  },
  {
    source: 'lab',
    id: 'cosched28-permit10',
    scenario: 'lab',
    scheduler: 'coscheduling@0.28',
    sets: ['scheduler.permitWaitingTime=10s'],
    views: [{ id: 'cosched28-permit10', kind: 'ended', recordings: ['cosched28-permit10'], allowed: LAB }],
  },
  {
    source: 'lab',
    id: 'cosched28-permit10-100jobs',
    scenario: 'lab',
    scheduler: 'coscheduling@0.28',
    sets: ['scheduler.permitWaitingTime=10s', 'workload.iterations=20'],
    views: [{ id: 'cosched28-permit10-100jobs', kind: 'cut', recordings: ['cosched28-permit10-100jobs'], allowed: LAB }],
  },
  {
    source: 'lab',
    id: 'cosched28-run8mix',
    scenario: 'lab-run8mix',
    scheduler: 'coscheduling@0.28',
    sets: [],
    views: [{ id: 'cosched28-run8mix', kind: 'ended', recordings: ['cosched28-run8mix'], allowed: LAB }],
  },
  {
    source: 'lab',
    id: 'cosched34',
    scenario: 'lab',
    scheduler: 'coscheduling@0.34',
    sets: [],
    atMost: { seeds: 30, why: 'its groups are tried and rejected some hundred times a second, so a seed takes seconds' },
    views: [{ id: 'cosched34', kind: 'cut', recordings: ['cosched34'], allowed: { ...BY_BACKOFF, idle: 0.15 } }],
  },
  {
    source: 'lab',
    id: 'kueue06',
    scenario: 'lab',
    scheduler: 'kueue@0.6.2',
    sets: [],
    views: [{ id: 'kueue06', kind: 'ended', recordings: ['kueue06', 'kueue06-seed2'], allowed: LAB }],
  },
  {
    source: 'lab',
    id: 'gang37',
    scenario: 'lab',
    scheduler: 'gang@1.37',
    sets: [],
    views: [{ id: 'gang37', kind: 'ended', recordings: ['gang37', 'gang37-seed2'], allowed: BY_BACKOFF }],
  },
  {
    source: 'lab',
    id: 'fluence-f5',
    scenario: 'lab',
    scheduler: 'fluence@F5',
    sets: [],
    views: [
      {
        id: 'fluence-f5',
        kind: 'ended',
        recordings: ['fluence-f5', 'fluence-f5-seed2'],
        allowed: { ...LAB, fluence: 0.15 },
        noted: {
          source: 'semantics 5.9',
          cycles: [2268, 2510],
          matches: [50],
          busy: [1144],
          matchedHeld: [44],
          insufficient: [631],
          rejectedWaiting: [277],
          permitTimeouts: [1],
          cancelAfterS: [0.04],
        },
      },
    ],
  },
]
