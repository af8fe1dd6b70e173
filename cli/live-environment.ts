/** `environment.json` beside the record: what a reader needs to repeat the run. Written once, as soon as there is a pod to look at. */
import type { RunSummary } from '../analysis/summary-row.ts'
import type { ClusterClient } from '../live/client.ts'
import { ClusterError } from '../live/cluster-error.ts'
import { environment } from '../live/environment/fetch.ts'
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
    const { plan, client, run, header, folder, say } = this.#options
    const muster = { version: header.muster, ...(header.commit === undefined ? {} : { commit: header.commit }) }
    try {
      const found = await environment({ client, experiment: plan.experiment, schedulerName: plan.schedulerName, run, muster })
      folder.write(NAME, `${JSON.stringify(found, null, 2)}\n`)
    } catch (error) {
      if (!(error instanceof ClusterError)) throw error
      say(`${NAME} is not written: ${error.message}`)
    }
  }
}
