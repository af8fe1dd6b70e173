/** `environment.json` beside the record: what a reader needs to repeat the run. Written once, as soon as there is a pod to look at. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RunSummary } from '../analysis/summary-row.ts'
import type { ClusterClient } from '../live/client.ts'
import { ClusterError } from '../live/cluster-error.ts'
import { environment } from '../live/environment/fetch.ts'
import type { Lab } from '../live/lab/lab.ts'
import type { Header } from '../src/record/events.ts'
import type { LivePlan } from './live-plan.ts'
import type { OutFolder } from './out-folder.ts'

export interface EnvironmentFileOptions {
  readonly plan: LivePlan
  readonly client: ClusterClient
  readonly run: string
  readonly header: Header
  readonly folder: OutFolder<RunSummary>
  readonly say: (text: string) => void
  /** whose programs are no pods, and have no ConfigMap */
  readonly lab: Lab | undefined
}

const NAME = 'environment.json'

export class EnvironmentFile {
  readonly #options: EnvironmentFileOptions
  #written: Promise<void> | undefined

  constructor(options: EnvironmentFileOptions) {
    this.#options = options
  }

  /** Writes it, the first time that it is called; a run that goes on has it from before. */
  write(): Promise<void> {
    this.#written ??= this.#options.folder.has(NAME) ? Promise.resolve() : this.#fetch()
    return this.#written
  }

  async #fetch(): Promise<void> {
    const { plan, client, run, header, folder, say, lab } = this.#options
    const muster = { version: header.muster, ...(header.commit === undefined ? {} : { commit: header.commit }) }
    try {
      const found = await environment({
        client,
        experiment: plan.experiment,
        schedulerName: plan.schedulerName,
        run,
        muster,
        ...(lab === undefined ? {} : { configuration: configurationsOf(lab) }),
      })
      folder.write(NAME, `${JSON.stringify(found, null, 2)}\n`)
    } catch (error) {
      if (!(error instanceof ClusterError)) throw error
      say(`${NAME} is not written: ${error.message}`)
    }
  }
}

/** What a lab's scheduler and queue were started with. */
function configurationsOf(lab: Lab): unknown[] {
  const files = ['scheduler.json', 'queue/config.json'].map((name) => join(lab.folder, name)).filter((file) => existsSync(file))
  return files.flatMap((file) => {
    try {
      return [JSON.parse(readFileSync(file, 'utf8')) as unknown]
    } catch {
      // Volcano's is a form of its own
      return []
    }
  })
}
