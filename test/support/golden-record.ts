/**
 * Golden records: what a run wrote, line by line, kept under `test/golden/`. The header's experiment is left out: it is the
 * scenario file, which is kept already. `npm run golden` writes them anew; the difference is then reviewed.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'vitest'
import type { Run } from '../../sim/run.ts'
import { writeRecord } from '../../src/record/writer.ts'

const FOLDER = join(dirname(fileURLToPath(import.meta.url)), '..', 'golden')

/** The record of a run as text; what differs from release to release is replaced by a word. */
export function goldenText({ header, events, outcome }: Run): string {
  return writeRecord({ ...header, muster: 'VERSION', experiment: `data/scenarios/${header.scenario}.yaml` }, events, outcome)
}

/** Compares with `test/golden/<name>`, or writes it when `MUSTER_GOLDEN=update`. */
export function expectGoldenRecord(name: string, text: string): void {
  const file = join(FOLDER, name)
  if (process.env.MUSTER_GOLDEN === 'update') {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
  }
  if (!existsSync(file)) throw new Error(`${file}: expected a golden file, got none\n  write it with: npm run golden`)
  expect(text.split('\n'), `differs from test/golden/${name}; if that is intended: npm run golden, and say why in the changelog`).toEqual(
    readFileSync(file, 'utf8').split('\n'),
  )
}
