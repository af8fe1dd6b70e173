/** Recorded runs from the files under `data/`. */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import type { Watched } from '../analysis/fidelity/observation.ts'
import { type Attempt, readAttempts, withAttempts } from '../analysis/recorded/attempts.ts'
import { type LabRun, readLabRun } from '../analysis/recorded/lab.ts'
import { type Attempted, type JobTimes, readPublishedAttempt } from '../analysis/recorded/published.ts'
import { ExperimentError } from '../src/errors.ts'

/** Where the files of `data/` are, for the sources and for what is compiled from them. */
export function dataFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url))
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder)
  return join(folder, 'data')
}

function unzipped(...path: readonly string[]): string {
  const file = join(dataFolder(), ...path)
  try {
    return gunzipSync(readFileSync(file)).toString('utf8')
  } catch (cause) {
    const problem = {
      where: join('data', ...path),
      expected: 'a compressed file',
      got: (cause as Error).message,
      todo: 'restore it from the repository',
    }
    throw new ExperimentError([problem], { cause })
  }
}

/** A run of data/lab and, where its scheduler's log was kept, the attempts in it. */
export interface LabRecording {
  readonly run: LabRun
  readonly attempts: readonly Attempt[] | undefined
}

/** @param name of the file in data/lab, without ending */
export function loadLab(name: string): LabRecording {
  const file = `${name}.jsonl.gz`
  const run = readLabRun(unzipped('lab', file), `data/lab/${file}`)
  const log = `${name}.csv.gz`
  const kept = existsSync(join(dataFolder(), 'lab', 'attempts', log))
  return { run, attempts: kept ? readAttempts(unzipped('lab', 'attempts', log), `data/lab/attempts/${log}`) : undefined }
}

/** The recording as it is observed: up to its end, with the attempts among its events. */
export function watched({ run, attempts }: LabRecording): Watched {
  const events = attempts === undefined ? run.events : withAttempts(run.events, attempts).filter((e) => e.time <= run.end.time)
  return { events, jobs: run.parameters.jobs, end: run.end.time }
}

/** Completed jobs of an attempt of data/published. */
export function loadPublished(attempted: Attempted): readonly JobTimes[] {
  const file = join(dataFolder(), 'published', 'jobs.csv')
  return readPublishedAttempt(readFileSync(file, 'utf8'), 'data/published/jobs.csv', attempted)
}
