/** Tests on a real control plane: they run where it is built, and elsewhere say what is missing and how to have it. */
import { it } from 'vitest'
import { buildCommand, missingPrograms } from '../../live/lab/cache.ts'

/** A real control plane takes seconds to start, more on a busy machine. */
const LONGEST = 180_000

/** A test that needs these programs of the lab. */
export function labTest(name: string, programs: readonly string[], run: () => Promise<void>, timeout = LONGEST): void {
  const missing = missingPrograms(['supervisor', ...programs])
  it(name, { timeout }, async (context) => {
    if (missing.length > 0) context.skip(`the lab is not built: ${buildCommand(missing)} (minutes, once)`)
    await run()
  })
}
