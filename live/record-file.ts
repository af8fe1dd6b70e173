/**
 * The record of a live run, line by line as things happen: what has been written survives the end of the process at any instant.
 * A run that goes on first cuts a line that was left half written.
 */
import { closeSync, fdatasyncSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs'
import type { Header, Outcome, RunEvent, SeenEvent } from '../src/record/events.ts'
import type { Note } from '../src/record/notes.ts'
import { readRecord } from '../src/record/reader.ts'
import { writeLine } from '../src/record/writer.ts'
import type { Time } from '../src/units.ts'

/** What a record holds that was cut off. */
export interface Kept {
  readonly header: Header
  readonly events: readonly RunEvent[]
  readonly outcome: Outcome | undefined
}

/**
 * Length of the part of a record that is whole lines, in bytes.
 * @example wholeLength(Buffer.from('{"a":1}\n{"b"')) // 8
 */
export function wholeLength(bytes: Uint8Array): number {
  return bytes.lastIndexOf(10) + 1
}

/**
 * Reads a record that a run left behind; of a line cut off nothing is kept.
 * @throws ExperimentError where it is no record
 */
export function readKept(path: string): Kept {
  const bytes = readFileSync(path)
  const { header, events, outcome } = readRecord(bytes.subarray(0, wholeLength(bytes)).toString(), path, { partial: true })
  return { header, events, outcome }
}

export class RecordFile {
  readonly #file: number
  #seq: number
  #last: Time
  #synced = true
  readonly #timer: NodeJS.Timeout

  private constructor(file: number, seq: number, last: Time) {
    this.#file = file
    this.#seq = seq
    this.#last = last
    // the end of the process loses nothing that was written; the end of the machine at most a second
    this.#timer = setInterval(() => this.#sync(), 1000).unref()
  }

  /** A new record. @throws the operating system's error if there is a file already */
  static create(path: string, header: Header): RecordFile {
    const record = new RecordFile(openSync(path, 'wx'), 0, 0)
    record.#write(writeLine(header))
    record.#sync()
    return record
  }

  /** Goes on with a record; its half line is cut. */
  static goOn(path: string, kept: Kept): RecordFile {
    const file = openSync(path, 'r+')
    const length = wholeLength(readFileSync(path))
    ftruncateSync(file, length)
    closeSync(file)
    const last = kept.events.at(-1)
    return new RecordFile(openSync(path, 'a'), last === undefined ? 0 : last.seq + 1, last?.time ?? 0)
  }

  /** Lines written by this process and those before. */
  get length(): number {
    return this.#seq
  }

  add(event: SeenEvent | Note, time: Time, reported?: Time): void {
    this.#last = Math.max(this.#last, time)
    this.#write(writeLine({ ...event, seq: this.#seq++, time: this.#last, ...(reported === undefined ? {} : { reported }) }))
  }

  end(outcome: Outcome): void {
    this.#write(writeLine(outcome))
    this.close()
  }

  close(): void {
    clearInterval(this.#timer)
    this.#sync()
    closeSync(this.#file)
  }

  #write(line: string): void {
    this.#synced = false
    const bytes = Buffer.from(`${line}\n`)
    for (let at = 0; at < bytes.length; ) at += writeSync(this.#file, bytes, at)
  }

  #sync(): void {
    if (!this.#synced) fdatasyncSync(this.#file)
    this.#synced = true
  }
}
