/** What a person at a terminal sees while something runs: nothing at first, then how far it is. */
import { Writable } from 'node:stream'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { startCounter } from '../../cli/progress.ts'

class Sink extends Writable {
  text = ''
  readonly isTTY: boolean

  constructor(isTTY: boolean) {
    super()
    this.isTTY = isTTY
  }

  override _write(chunk: unknown, _: unknown, done: () => void): void {
    this.text += String(chunk)
    done()
  }
}

const CLEAR = '\r\u001b[K'

describe('a count of runs', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('says after two seconds how many are done and which value is under test, and leaves nothing behind', () => {
    const sink = new Sink(true)
    const counter = startCounter(sink, true)
    counter.count('cluster.nodes 38', 0)
    counter.count('cluster.nodes 38', 32)
    counter.count('cluster.nodes 39', 0)
    vi.advanceTimersByTime(1999)
    expect(sink.text).toBe('')
    vi.advanceTimersByTime(1)
    expect(sink.text).toBe(`${CLEAR}32 runs done, now cluster.nodes 39; a search ends when it is sure`)
    counter.count('cluster.nodes 39', 64)
    counter.stop()
    expect(sink.text.split(CLEAR).slice(2)).toEqual(['96 runs done, now cluster.nodes 39; a search ends when it is sure', ''])
  })

  it('says nothing where no terminal listens, where it is unwanted, or where the answer came first', () => {
    for (const [isTTY, wanted] of [
      [false, true],
      [true, false],
    ] as const) {
      const sink = new Sink(isTTY)
      startCounter(sink, wanted).count('cluster.nodes 38', 32)
      vi.advanceTimersByTime(5000)
      expect(sink.text).toBe('')
    }
    const sink = new Sink(true)
    const counter = startCounter(sink, true)
    counter.stop()
    vi.advanceTimersByTime(5000)
    expect(sink.text).toBe('')
  })
})
