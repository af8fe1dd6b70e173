/** `muster analyze` as a person gives it: what damaged records say, and what is kept of them. */
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { writeRecord } from '../../src/record/writer.ts'
import { emptyFolder, muster } from '../support/command.ts'
import { completed } from '../support/example-run.ts'

const folder = emptyFolder()
afterAll(() => folder.remove())

const run = completed()
const whole = writeRecord(run.header, run.events, run.outcome)
const analyze = (name: string, text: string, ...words: string[]): ReturnType<typeof muster> => {
  writeFileSync(join(folder.path, `${name}.jsonl`), text)
  return muster(['analyze', `${name}.jsonl`, '--figures', 'gantt', '--out', `out-${name}`, ...words], folder.path)
}

describe('a damaged record', () => {
  it('cut off in the middle: says file, line and what to do, and writes nothing', async () => {
    const { code, out, err } = await analyze('cut', whole.slice(0, whole.length / 2))
    expect(err).toMatch(/^cut\.jsonl:\d+: expected a whole line of JSON, got a line cut off after \d+ characters\n {2}.*--partial\n$/)
    expect([code, out, existsSync(join(folder.path, 'out-cut'))]).toEqual([2, '', false])
  })

  it('of a newer format: says which format is known', async () => {
    const { code, err } = await analyze('newer', whole.replace('"format":1', '"format":9'), '--partial')
    expect([code, err.split('\n')[0]]).toEqual([2, 'newer.jsonl:1: format: expected at most 1, the newest this version knows, got 9'])
  })

  it('with a field of another type: says the field', async () => {
    const { code, err } = await analyze('type', whole.replace('"size":3', '"size":"three"'))
    expect(code).toBe(2)
    expect(err).toMatch(/^type\.jsonl:\d+: size: expected a whole number, got "three"\n/)
  })

  it('is read up to its damage where that is asked for, and said to be', async () => {
    const { code, out } = await analyze('part', whole.slice(0, whole.length / 2), '--partial')
    expect(code).toBe(0)
    expect(out).toMatch(/gang@1\.37 +stopped +\d\/\d/)
    expect(out).toMatch(/only the good part of these records was read:\n {2}part\.jsonl:\d+: expected a whole line of JSON/)
    expect(existsSync(join(folder.path, 'out-part/report.html'))).toBe(true)
  })
})
