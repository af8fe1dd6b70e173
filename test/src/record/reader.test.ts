import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ExperimentError } from '../../../src/errors.ts'
import type { RunEvent } from '../../../src/record/events.ts'
import { FIELDS, type FieldType, SEEN_BY_BOTH } from '../../../src/record/fields.ts'
import { readRecord } from '../../../src/record/reader.ts'
import { writeLine, writeRecord } from '../../../src/record/writer.ts'
import { CASES } from '../../support/cases.ts'
import { aClog, arbitraryRun, HEADER, Scene } from '../../support/runs.ts'

const run = new Scene().nodes(1).submit(0, 'a', 1).create(0.5, 'a-0').job(1, 'completed', 'a').run()
const text = writeRecord(run.header, run.events, run.outcome)
const lines = text.trimEnd().split('\n')

function problemsOf(damaged: string): string[] {
  try {
    readRecord(damaged, 'a.jsonl')
  } catch (error) {
    if (error instanceof ExperimentError) return error.message.split('\n')
    throw error
  }
  return []
}

describe('writing', () => {
  it('puts fields in one order, whatever the order they came in', () => {
    expect(writeLine({ job: 'a', need: 2, kind: 'submit', size: 3, time: 7, seq: 1 })).toBe(
      '{"seq":1,"time":7,"kind":"submit","job":"a","size":3,"need":2}',
    )
  })

  it('ends every line with a line feed and writes header, events, outcome', () => {
    expect(lines[0]).toBe(
      '{"kind":"header","format":1,"muster":"0.1.0","backend":"sim","scenario":"test","scheduler":"default@1.27","seed":1,"experiment":{"name":"test"}}',
    )
    expect(lines.at(-1)).toBe('{"kind":"outcome","outcome":"completed","time":1000000,"jobs":1,"completed":1,"clog":null}')
    expect(text.endsWith('}\n')).toBe(true)
  })

  it('keeps fields that this version does not know, by name after those it does', () => {
    const line = { seq: 1, time: 7, kind: 'gone', zeta: 1, uid: 8, job: 'a', pod: 'p' } as unknown as RunEvent
    expect(writeLine(line)).toBe('{"seq":1,"time":7,"kind":"gone","pod":"p","job":"a","uid":8,"zeta":1}')
  })

  it("puts the cluster's own stamp beside the time, where there is one", () => {
    expect(writeLine({ kind: 'gone', pod: 'p', job: 'a', reported: -250_000, seq: 1, time: 7 })).toBe(
      '{"seq":1,"time":7,"reported":-250000,"kind":"gone","pod":"p","job":"a"}',
    )
  })
})

describe('reading', () => {
  it('gives back what was written, and the same bytes when written again', () => {
    fc.assert(
      fc.property(arbitraryRun, fc.boolean(), (made, clogged) => {
        const outcome = clogged ? { ...made.outcome, clog: aClog() } : made.outcome
        const first = writeRecord(made.header, made.events, outcome)
        const read = readRecord(first, 'a.jsonl')
        expect(read).toEqual({ header: made.header, events: made.events, outcome, problems: [] })
        expect(writeRecord(read.header, read.events, read.outcome)).toBe(first)
      }),
      { numRuns: CASES },
    )
  })

  const VALUES: Readonly<Record<string, unknown>> = { text: 'x', 'text?': 'x', whole: 3, 'whole?': 3, 'flag?': true, 'texts|null': ['x'] }
  const exampleOf = (type: FieldType): unknown => (typeof type === 'string' ? VALUES[type] : type.words[0])

  it.each(Object.entries(FIELDS))(
    'takes %s, and refuses it with a field of another type',
    (kind, fields: Readonly<Record<string, FieldType>>) => {
      const line = { seq: 1, time: 2, kind, ...Object.fromEntries(Object.entries(fields).map(([f, type]) => [f, exampleOf(type)])) }
      const whole = (event: object): string => `${lines[0]}\n${JSON.stringify(event)}\n${lines.at(-1)}\n`
      expect(problemsOf(whole(line))).toEqual([])
      for (const field of Object.keys(fields)) {
        expect(problemsOf(whole({ ...line, [field]: { no: 1 } }))[0]).toContain(`a.jsonl:2: ${field}: expected `)
      }
    },
  )

  it('says file and line of a line cut off in the middle', () => {
    expect(problemsOf(text.slice(0, -30))).toEqual([
      'a.jsonl:6: expected a whole line of JSON, got a line cut off after 61 characters',
      '  run it again, or read the good part with --partial',
    ])
  })

  it('says when the outcome is missing', () => {
    expect(problemsOf(`${lines.slice(0, -1).join('\n')}\n`)[0]).toBe(
      'a.jsonl:5: expected an outcome as the last line, got the end of the file after line 5',
    )
  })

  it('says which format it knows and who can read a newer one', () => {
    expect(problemsOf(text.replace('"format":1', '"format":7').replace('0.1.0', '3.0.0'))).toEqual([
      'a.jsonl:1: format: expected at most 1, the newest this version knows, got 7',
      '  it was written by muster "3.0.0": read it with that version or a later one',
    ])
  })

  it('refuses a newer format also when only the good part is asked for', () => {
    expect(() => readRecord(text.replace('"format":1', '"format":7'), 'a.jsonl', { partial: true })).toThrow(ExperimentError)
  })

  it('refuses a file that is no record', () => {
    expect(problemsOf('hello\n')[0]).toBe('a.jsonl:1: expected the header of a record ({"kind":"header",...}), got nothing')
    expect(problemsOf('')[0]).toBe('a.jsonl:1: expected the header of a record ({"kind":"header",...}), got nothing')
  })

  it('refuses an unknown kind, a number that goes back and a time that goes back', () => {
    expect(problemsOf(text.replace('"pod-created"', '"pod-made"'))[0]).toMatch(
      /^a\.jsonl:4: kind: expected one of submit, .* got "pod-made"$/,
    )
    expect(problemsOf(text.replace('"seq":2', '"seq":1'))[0]).toBe('a.jsonl:4: seq: expected more than 1, got 1')
    expect(problemsOf(text.replace('"time":500000', '"time":5000000'))[0]).toBe('a.jsonl:5: time: expected 5000000 or later, got 1000000')
  })

  it("takes the cluster's own stamp, before or after the time, and refuses one that is no number", () => {
    const stamped = (value: string): string => text.replace('"time":500000', `"time":500000,"reported":${value}`)
    expect(readRecord(stamped('-250000'), 'a.jsonl').events[2]?.reported).toBe(-250_000)
    expect(problemsOf(stamped('750000'))).toEqual([])
    expect(problemsOf(stamped('"12:00:01"'))[0]).toBe('a.jsonl:4: reported: expected a whole number, or no such field, got "12:00:01"')
  })

  it('refuses an outcome whose clog report is none', () => {
    const got = (clog: string): string | undefined => problemsOf(text.replace('"clog":null', `"clog":${clog}`))[0]
    expect(got('7')).toBe('a.jsonl:6: clog: expected a clog report, or null, got 7')
    expect(got('{"at":1}')).toBe('a.jsonl:6: clog: slots: expected a whole number, got nothing')
  })

  it('keeps the good part, up to the first bad line, when asked to', () => {
    const damaged = text.replace('"time":1000000,"kind":"completed"', '"time":"late","kind":"completed"')
    const read = readRecord(damaged, 'a.jsonl', { partial: true })
    expect(read.events).toEqual(run.events.slice(0, 3))
    expect(read.outcome).toBeUndefined()
    expect(read.problems.map((p) => p.where)).toEqual(['a.jsonl:5: time'])
  })

  it('reads a header on its own as a record without events', () => {
    const read = readRecord(`${writeLine(HEADER)}\n`, 'a.jsonl', { partial: true })
    expect(read.events).toEqual([])
    expect(read.header).toEqual(HEADER)
  })
})

describe('kinds of line', () => {
  it('are either seen by both or model only, and the table of fields has them all', () => {
    const modelOnly = Object.keys(FIELDS).filter((kind) => !SEEN_BY_BOTH.has(kind))
    expect(modelOnly).toEqual(['attempt', 'reserved', 'released', 'queued', 'step', 'matched', 'cancelled', 'reads', 'quota'])
    expect([...SEEN_BY_BOTH].every((kind) => kind in FIELDS)).toBe(true)
  })
})
