/**
 * Every recorded run and how it is compared: with which scenario, scheduler and settings it is simulated, and what is
 * asked of the prediction. What was recorded but is not compared is listed with the reason.
 */
import { LAB_ENTRIES } from './catalogue-lab.ts'
import { PUBLISHED_ENTRIES } from './catalogue-published.ts'
import type { Entry } from './entry.ts'

export const CATALOGUE: readonly Entry[] = [...LAB_ENTRIES, ...PUBLISHED_ENTRIES]

/** Recorded, but no prediction is compared with it. */
export const NOT_COMPARED: readonly { readonly run: string; readonly why: string }[] = [
  {
    run: 'run9 coscheduling, attempts 1 to 3',
    why: '3 of 50 jobs each, then nothing recorded; the permit wait of these attempts is not recorded (10 s and 60 s "do not work")',
  },
  { run: 'run9 kueue, attempt 0', why: '50 jobs known only by their differences of times; when and on which cluster is not recorded' },
  { run: 'run8 fluence, attempt 1', why: 'one snapshot of a run in progress, 3 jobs done' },
  { run: 'run8 kueue', why: 'never worked (TLS handshake errors)' },
  { run: 'run6 default, attempt 1', why: '23 jobs of a batch of unknown length (40 or more), then stopped' },
  { run: 'run3, run4', why: 'one iteration of three jobs, without times of submission' },
  {
    run: 'run10, run7 lammps-six, run6 fluence-original',
    why: 'kept back on purpose: the model is to predict them, so their outcomes are not here',
  },
]
