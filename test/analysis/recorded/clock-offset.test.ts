import { describe, expect, it } from 'vitest'
import { clockOffset } from '../../../analysis/recorded/clock-offset.ts'
import { seenReleases } from '../../../analysis/recorded/seen-releases.ts'
import { loadLab } from '../../../cli/fidelity-data.ts'
import { replayRecording } from '../../../cli/fidelity-replay.ts'

const failed = (s: number, pod: string): { time: number; pod: string; result: 'unschedulable' } => ({
  time: Math.round(s * 1e6),
  pod,
  result: 'unschedulable',
})

describe('the offset of the scheduler’s whole seconds', () => {
  it('shows in who is tried first: here back-offs end at 2.05 and 2.55, and the later failure goes first', () => {
    // a fails at 0.55 for the second time, b at 1.05 for the first: their back-offs end at 2.55 and 2.05
    const together = [failed(0.1, 'a'), failed(0.55, 'a'), failed(1.05, 'b')]
    // one second from 1.6 to 2.6: a failed first, so it goes first; were they of two seconds, b would
    const offset = clockOffset([...together, failed(1.2, 'a'), failed(1.201, 'b')])
    expect(offset > 550_000 || offset < 50_000).toBe(true)
    const other = clockOffset([...together, failed(1.2, 'b'), failed(1.201, 'a')])
    expect(other).toBeGreaterThan(50_000)
    expect(other).toBeLessThan(550_000)
  })

  it('explains the recorded order of attempts: what it gives agrees with the recordings of one run in two halves', () => {
    const attempts = loadLab('default37-seed2').attempts ?? []
    expect(attempts.length).toBeGreaterThan(6000)
    const half = Math.floor(attempts.length / 2)
    const [whole, first] = [clockOffset(attempts), clockOffset(attempts.slice(0, half))]
    expect(Math.abs(whole - first)).toBeLessThan(150_000)
  })
})

describe('when a release was seen', () => {
  it('is just before the first failure of a scheduler that was idle', () => {
    expect(seenReleases([5_000_000], [failed(1, 'a'), failed(5.004, 'a'), failed(5.005, 'b')])).toEqual([5_003_000])
  })

  it('is not known when nobody is tried twice, nor when only retries follow', () => {
    const before = failed(4.999, 'z')
    expect(seenReleases([5_000_000], [before, failed(5.001, 'a'), failed(5.002, 'b')])).toEqual([undefined])
    expect(seenReleases([5_000_000], [before, failed(5.001, 'a'), failed(5.002, 'b'), failed(5.01, 'a'), failed(5.011, 'b')])).toEqual([
      undefined,
    ])
  })

  it('does not look at who was bound', () => {
    const { attempts = [], run } = loadLab('default37-24nodes')
    const releases = run.events.filter((e) => e.kind === 'gone').map((e) => e.time)
    const anonymous = attempts.map((a) => (a.result === 'bound' ? { ...a, pod: 'someone' } : a))
    expect(seenReleases(releases, anonymous)).toEqual(seenReleases(releases, attempts))
  })
})

describe('a replay of 1.37', () => {
  it('makes the recorded attempts one for one, with the clock’s offset known', () => {
    const score = replayRecording('default37-seed2', 'default@1.37', 8)
    expect(score.modelAttempts).toBe(score.recordedAttempts)
    expect(score.share).toBeGreaterThan(0.95)
  })
})
