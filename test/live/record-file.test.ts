import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { RecordFile, readKept } from '../../live/record-file.ts'
import { Before } from '../../live/resume.ts'
import type { Header, RunEvent } from '../../src/record/events.ts'
import { readRecord } from '../../src/record/reader.ts'

const HEADER: Header = {
  kind: 'header',
  format: 1,
  muster: '0.1.0',
  backend: 'live',
  scenario: 's',
  scheduler: 'default@1.37',
  seed: 1,
  experiment: {},
  startedAt: '2026-11-24T10:00:00.000Z',
}

let folder: string
let path: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'muster-record-'))
  path = join(folder, 'r.jsonl')
})

afterEach(() => rmSync(folder, { recursive: true }))

describe('the record of a live run', () => {
  it('is on disk line by line, numbered, never back in time, with the stamps of the cluster', () => {
    const record = RecordFile.create(path, HEADER)
    record.add({ kind: 'submit', job: 'a', size: 2, need: 2 }, 10)
    record.add({ kind: 'job-created', job: 'a' }, 9, -400_000)
    const lines = readFileSync(path, 'utf8').split('\n')
    expect(lines.slice(1)).toEqual([
      '{"seq":0,"time":10,"kind":"submit","job":"a","size":2,"need":2}',
      '{"seq":1,"time":10,"reported":-400000,"kind":"job-created","job":"a"}',
      '',
    ])
    record.close()
  })

  it('refuses to write over another', () => {
    RecordFile.create(path, HEADER).close()
    expect(() => RecordFile.create(path, HEADER)).toThrow('EEXIST')
  })

  it('goes on where it was cut: half a line is lost, no more', () => {
    const record = RecordFile.create(path, HEADER)
    record.add({ kind: 'submit', job: 'a', size: 2, need: 2 }, 10)
    record.close()
    appendFileSync(path, '{"seq":1,"time":20,"kind":"admi')
    const kept = readKept(path)
    expect(kept.events.map((event) => event.kind)).toEqual(['submit'])
    const again = RecordFile.goOn(path, kept)
    again.add({ kind: 'admitted', job: 'a' }, 5)
    again.end({ kind: 'outcome', outcome: 'completed', time: 30, jobs: 1, completed: 1, clog: null })
    const { events, outcome } = readRecord(readFileSync(path, 'utf8'), path)
    expect(events.map(({ seq, time, kind }) => [seq, time, kind])).toEqual([
      [0, 10, 'submit'],
      [1, 10, 'admitted'],
    ])
    expect(outcome?.outcome).toBe('completed')
  })

  it('goes on after an end between any two bytes', () => {
    const record = RecordFile.create(path, HEADER)
    for (const job of ['a', 'b']) record.add({ kind: 'submit', job, size: 2, need: 2 }, 10)
    record.close()
    const whole = readFileSync(path)
    const second = whole.indexOf(10) + 1
    for (let cut = second; cut <= whole.length; cut++) {
      const file = join(folder, `${cut}.jsonl`)
      appendFileSync(file, whole.subarray(0, cut))
      const kept = readKept(file)
      RecordFile.goOn(file, kept).close()
      const text = readFileSync(file, 'utf8')
      expect(text.endsWith('\n')).toBe(true)
      expect(readRecord(text, file, { partial: true }).events).toEqual(kept.events)
    }
  })
})

describe('what a record says of a run that goes on', () => {
  const events = [
    { kind: 'submit', job: 'a', size: 1, need: 1 },
    { kind: 'pod-created', pod: 'a-0', job: 'a', index: 0, cpu: 1, memory: 0 },
    { kind: 'admitted', job: 'a' },
    { kind: 'completed', job: 'a' },
    { kind: 'delete-job', job: 'a' },
    { kind: 'gone', pod: 'a-0', job: 'a' },
    { kind: 'submit', job: 'b', size: 1, need: 1 },
    { kind: 'pod-created', pod: 'b-0', job: 'b', index: 0, cpu: 1, memory: 0 },
    { kind: 'submit', job: 'c', size: 1, need: 1 },
    { kind: 'completed', job: 'c' },
  ].map((event, seq) => ({ ...event, seq, time: seq })) as RunEvent[]

  it('is how far each job had come, and which pods were there', () => {
    const before = new Before(events)
    expect([...before.jobs]).toEqual([
      ['a', 'deleted'],
      ['b', 'submitted'],
      ['c', 'completed'],
    ])
    expect([...before.pods]).toEqual([['b-0', 'b']])
    expect(before.completed).toBe(2)
  })

  it('is what need not be written again', () => {
    const before = new Before(events)
    expect(before.isNew({ kind: 'submit', job: 'b', size: 1, need: 1 })).toBe(false)
    expect(before.isNew({ kind: 'bound', pod: 'b-0', job: 'b', index: 0, node: 'n' })).toBe(true)
    expect(before.isNew({ kind: 'completed', job: 'b' })).toBe(true)
  })

  it('is one admission, not those after an eviction', () => {
    const before = new Before(events)
    expect(before.isNew({ kind: 'admitted', job: 'a' })).toBe(false)
    expect(before.isNew({ kind: 'evicted', job: 'a' })).toBe(true)
    expect(before.isNew({ kind: 'admitted', job: 'a' })).toBe(true)
  })
})
