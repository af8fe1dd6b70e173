/** `muster lab up`, `status`, `down`, as a person gives them. */
import { describe, expect } from 'vitest'
import { isAlive } from '../../../live/lab/lock.ts'
import type { StandingState } from '../../../live/lab/standing.ts'
import { labTest } from '../../support/built-lab.ts'
import { emptyFolder, start } from '../../support/command.ts'

describe('muster lab up', () => {
  labTest('starts what stays, is listed, is refused twice, and is gone after down', ['cp'], async () => {
    const folder = emptyFolder()
    const muster = (...words: string[]) => start(['lab', ...words], folder.path, { XDG_STATE_HOME: folder.path }).ended
    const listed = async (): Promise<StandingState[]> =>
      (JSON.parse((await muster('status', '--json')).out) as { labs: StandingState[] }).labs
    try {
      const up = await muster('up', '--json')
      expect(up.code, up.err).toBe(0)
      expect(JSON.parse(up.out)).toMatchObject({ name: 'lab', scheduler: 'default@1.37', context: 'lab' })
      const [lab] = await listed()
      const pids = Object.values(lab?.pids ?? {})
      expect(pids.filter(isAlive)).toHaveLength(4)

      const again = await muster('up')
      expect(again.code).toBe(2)
      expect(again.err).toBe(
        'lab up: expected no lab of that name, got lab, running\n  npm run lab -- down lab, or choose another --name\n',
      )

      expect((await muster('down')).out).toMatch(/^lab lab: stopped in [\d.]+ s\n$/)
      expect(pids.filter(isAlive)).toEqual([])
      expect(await listed()).toEqual([])
    } finally {
      await muster('down')
      folder.remove()
    }
  })
})
