/** Tests on a real control plane: they run where it is built, and elsewhere say what is missing and how to have it. */
import { it } from 'vitest'
import { buildCommand, missingPrograms } from '../../live/lab/cache.ts'
import { containerProblems } from '../../live/lab/containers/needs.ts'
import { formatProblem } from '../../src/errors.ts'

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

/** One that runs real containers, too: Linux, root, containerd. */
export function containerTest(name: string, programs: readonly string[], run: () => Promise<void>): void {
  const [problem] = containerProblems()
  if (problem === undefined) labTest(name, [...programs, 'kubelet', 'coredns'], run)
  else it(name, (context) => context.skip(`no real containers here: ${formatProblem(problem).replace(/\n +/, '; ')}`))
}
