/** Replays of `muster fidelity`: every recording of the default scheduler whose attempts were kept. */
import { type ReplayScore, scoreReplay } from '../analysis/fidelity/replay-score.ts'
import type { FidelityRow } from '../analysis/fidelity/row.ts'
import { replayRows } from '../analysis/fidelity/rows-replay.ts'
import { clockOffset } from '../analysis/recorded/clock-offset.ts'
import { replayInput } from '../analysis/recorded/replay-input.ts'
import { replay } from '../sim/replay.ts'
import { loadLab } from './fidelity-data.ts'
import { loadScenario } from './scenario-files.ts'

interface Replayable {
  readonly id: string
  readonly scheduler: string
  /** recording, and nodes it had */
  readonly recordings: readonly (readonly [string, number])[]
}

export const REPLAYS: readonly Replayable[] = [
  {
    id: 'replay28',
    scheduler: 'default@1.28',
    recordings: [
      ['default28-seed1', 8],
      ['default28-seed2', 8],
      ['default28-seed3', 8],
      ['default28-24nodes', 24],
    ],
  },
  {
    id: 'replay37',
    scheduler: 'default@1.37',
    recordings: [
      ['default37-seed1', 8],
      ['default37-seed2', 8],
      ['default37-24nodes', 24],
    ],
  },
]

/** @throws RangeError for a recording whose scheduler's log was not kept */
export function replayRecording(recording: string, scheduler: string, nodes: number): ReplayScore {
  const { run, attempts } = loadLab(recording)
  if (attempts === undefined) throw new RangeError(`${recording}: expected a log of attempts in data/lab/attempts, got none`)
  const experiment = loadScenario('lab', [`cluster.nodes=${nodes}`]).experimentFor(scheduler)
  // up to 1.33 the back-off timer counts from its start; from 1.34 on it and the ends of back-offs keep to whole seconds
  const own = experiment.scheduler.version === '1.28'
  const input = replayInput(run, attempts, !own)
  const flushes = own ? input.ticks?.times : undefined
  const script = {
    changes: input.changes,
    failures: input.attempts.filter((attempt) => attempt.result !== 'bound').map((attempt) => attempt.time),
    until: input.until,
    ...(flushes === undefined ? {} : { flushes }),
    ...(own ? {} : { clockOffset: clockOffset(input.attempts) }),
  }
  return scoreReplay({ binds: input.binds, attempts: input.attempts.length }, replay(experiment, script, 1))
}

export function replayAll(replays: readonly Replayable[]): FidelityRow[] {
  return replays.flatMap(({ id, scheduler, recordings }) =>
    replayRows(
      id,
      scheduler,
      recordings.map(([recording, nodes]) => ({ recording, score: replayRecording(recording, scheduler, nodes) })),
    ),
  )
}
