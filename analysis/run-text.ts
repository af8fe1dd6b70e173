/** Runs from the text of their records, and what they say of a clog: for readers without files, such as a notebook. */
import { describeClog } from '../src/gang/describe.ts'
import { readRecord } from '../src/record/reader.ts'
import { stoppedOutcome } from './run-stopped.ts'
import type { RunRecord } from './run-view.ts'

/**
 * The run of a record.
 * @param file its name, for messages
 * @throws ExperimentError on a damaged record
 */
export function runFromText(text: string, file: string): RunRecord {
  const read = readRecord(text, file)
  return { header: read.header, events: read.events, outcome: read.outcome ?? stoppedOutcome(read.events) }
}

/** The clog report as a terminal would show it; empty where nothing clogged. */
export function clogText({ outcome }: RunRecord): string {
  return outcome.clog === null ? '' : describeClog(outcome.clog)
}
