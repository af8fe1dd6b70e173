/** The API server itself goes away and comes back, twice, while a run goes on. */
import { describe, expect } from 'vitest'
import { findLabScheduler, type LabScheduler } from '../../../live/lab/schedulers.ts'
import { labFor } from '../../../live/lab/world.ts'
import { labTest } from '../../support/built-lab.ts'
import { shortExperiment, survives, withLanes } from '../../support/fault-run.ts'

describe('a run while the API server is killed and started again', () => {
  labTest('completes, with a whole record and nothing twice', ['cp'], async () => {
    const lab = await labFor(withLanes(shortExperiment(), ['restart']), findLabScheduler('default', '') as LabScheduler)
    try {
      let restarts = 0
      const spoil = async (): Promise<void> => {
        for (const after of [700, 1500]) {
          await new Promise((go) => setTimeout(go, after))
          await lab.restart('apiserver', 1000)
          restarts++
        }
      }
      await survives({ name: 'restart', lab, spoil, within: 120 })
      expect(restarts).toBe(2)
    } finally {
      await lab.stop()
    }
  })
})
