/**
 * A bare binary heap that pops the earliest of `entities` and puts it back a little later, with nothing else done: how
 * fast this machine is at what every event costs at least. Times of other machines compare through it.
 */

/** Whole numbers in [1, 2^16], the same on every machine. */
export function intervals(): () => number {
  let state = 0x2545f491
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state & 0xffff) + 1
  }
}

/** Runs `events` events; returns the time of the last, so that the work cannot be left out. */
export function heapLoop(entities: number, events: number): number {
  const next = intervals()
  const times = new Float64Array(entities)
  for (let i = 0; i < entities; i++) times[i] = next()
  for (let i = (entities >> 1) - 1; i >= 0; i--) sink(times, i, entities)
  for (let i = 0; i < events; i++) {
    times[0] = (times[0] as number) + next()
    sink(times, 0, entities)
  }
  return times[0] as number
}

function sink(times: Float64Array, from: number, size: number): void {
  const time = times[from] as number
  let i = from
  for (;;) {
    let child = 2 * i + 1
    if (child >= size) break
    if (child + 1 < size && (times[child + 1] as number) < (times[child] as number)) child++
    if ((times[child] as number) >= time) break
    times[i] = times[child] as number
    i = child
  }
  times[i] = time
}
