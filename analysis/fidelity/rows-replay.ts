/** Lines of the fidelity table for replays: the scheduler alone, told what the recorded one was told. */
import type { ReplayScore } from './replay-score.ts'
import type { FidelityRow } from './row.ts'

/** Issue and README, "Fidelity": at least this share of the binds, and attempts within this share. */
const BINDS = 0.9
const ATTEMPTS = 0.05

/**
 * @param scores one for each recorded run of this scheduler
 * @example replayRows('replay28', 'default@1.28', []).length // 0
 */
export function replayRows(
  run: string,
  scheduler: string,
  scores: readonly { readonly recording: string; readonly score: ReplayScore }[],
): FidelityRow[] {
  if (scores.length === 0) return []
  const total = (of: (score: ReplayScore) => number): number => scores.reduce((sum, { score }) => sum + of(score), 0)
  const [same, binds, model, recorded] = [
    total((s) => s.same),
    total((s) => s.binds),
    total((s) => s.modelAttempts),
    total((s) => s.recordedAttempts),
  ]
  const each = scores.map(({ recording, score }) => `${recording} ${score.same} of ${score.binds}`).join(', ')
  const common = { run, source: 'lab' as const, scheduler, unit: '', recordedRuns: scores.length }
  const error = model / recorded - 1
  return [
    {
      ...common,
      quantity: 'replay: binds of the recorded pod, in order',
      recorded: binds,
      predicted: `${same} of ${binds} (${((100 * same) / binds).toFixed(1)} %)`,
      target: { kind: 'at-least', share: BINDS },
      met: same / binds >= BINDS,
      note: each,
    },
    {
      ...common,
      quantity: 'replay: attempts',
      recorded,
      predicted: `${model}`,
      error,
      target: { kind: 'within', share: ATTEMPTS },
      met: Math.abs(error) <= ATTEMPTS,
    },
  ]
}
