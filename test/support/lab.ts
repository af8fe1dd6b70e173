/** Recorded runs for tests. */
import { readdirSync } from 'node:fs'

const folder = new URL('../../data/lab/', import.meta.url)

function named(path: URL, ending: string): string[] {
  return readdirSync(path)
    .filter((file) => file.endsWith(ending))
    .map((file) => file.slice(0, -ending.length))
    .sort()
}

/** Names of the runs of data/lab. */
export const LAB_RUNS: readonly string[] = named(folder, '.jsonl.gz')

/** Those whose scheduler's log was kept. */
export const LAB_LOGS: readonly string[] = named(new URL('attempts/', folder), '.csv.gz')
