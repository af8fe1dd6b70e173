/** Workers that go away: a task is tried again once, and nothing else is lost. */
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runTasks } from '../../cli/pool.ts'
import { emptyFolder } from '../support/command.ts'
import type { MortalTask } from '../support/workers/mortal.ts'

let folder: ReturnType<typeof emptyFolder>
beforeEach(() => {
  folder = emptyFolder()
})
afterEach(() => folder.remove())

async function results(dies: readonly MortalTask['dies'][]): Promise<string[]> {
  const found: string[] = []
  const tasks = dies.map((how, i): MortalTask => ({ dies: how, mark: join(folder.path, `${i}`) }))
  await runTasks<MortalTask, string>(tasks, {
    worker: '../test/support/workers/mortal',
    data: null,
    workers: 2,
    signal: new AbortController().signal,
    onResult: (task, result) => {
      found[task] = result
    },
  })
  return found
}

describe('a worker that is killed', () => {
  it('costs its task a second try and the others nothing', async () => {
    expect(await results(['never', 'once', 'never', 'never'])).toEqual(['first try', 'second try', 'first try', 'first try'])
  })

  it('twice over the same task is an error', async () => {
    await expect(results(['never', 'always'])).rejects.toThrow('worker exited with code: 9')
  })
})
