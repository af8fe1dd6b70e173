/** The work of `muster lab up`, `down` and `status`. */
import { cacheFolder, isBuilt } from '../live/lab/cache.ts'
import { BINARIES } from '../live/lab/catalogue.ts'
import { findLabScheduler } from '../live/lab/schedulers.ts'
import { listStanding, type StandingState, startStanding, stopStanding } from '../live/lab/standing.ts'
import { ExperimentError } from '../src/errors.ts'
import { EXIT } from './exit.ts'
import { lasting } from './lab-build.ts'
import { stopOnSignal } from './stop-on-signal.ts'
import type { Terminal } from './terminal.ts'

export interface UpOptions {
  readonly scheduler?: string
  readonly name?: string
  readonly json?: boolean
}

/** @throws ExperimentError for an unknown scheduler, a program that is not built, a name that is taken */
export async function runUp(options: UpOptions, terminal: Terminal): Promise<number> {
  const scheduler = findLabScheduler(options.scheduler ?? 'default', '--scheduler')
  if ('todo' in scheduler) throw new ExperimentError([scheduler])
  const stop = stopOnSignal()
  try {
    const lab = await startStanding(options.name ?? 'lab', { scheduler, signal: stop })
    terminal.out(
      options.json === true
        ? `${JSON.stringify(lab, null, 2)}\n`
        : `lab ${lab.name}: ${scheduler.help}, ready in ${lasting(lab.startedInMs)} at ${lab.server}\n` +
            `  kubectl --kubeconfig ${lab.kubeconfig} get nodes\n  npm run lab -- down ${lab.name}\n`,
    )
    return EXIT.done
  } catch (error) {
    if (!stop.aborted) throw error
    terminal.err('interrupted: nothing is left running\n')
    return EXIT.interrupted
  }
}

export async function runDown(names: readonly string[], terminal: Terminal): Promise<number> {
  const labs = (await listStanding()).map(({ name }) => name)
  const unknown = names.filter((name) => !labs.includes(name))
  if (unknown.length > 0) {
    const todo = labs.length === 0 ? 'no lab is there: nothing to do' : `there is ${labs.join(', ')}`
    throw new ExperimentError(unknown.map((name) => ({ where: 'lab down', expected: 'a lab', got: JSON.stringify(name), todo })))
  }
  for (const name of names.length === 0 ? labs : names) {
    const began = performance.now()
    const ran = await stopStanding(name)
    terminal.out(`lab ${name}: ${ran ? `stopped in ${lasting(performance.now() - began)}` : 'did not run; its folder is removed'}\n`)
  }
  return EXIT.done
}

export async function runStatus(options: { readonly json?: boolean }, terminal: Terminal): Promise<number> {
  const labs = await listStanding()
  const programs = BINARIES.map(({ name, holds }) => ({ name, holds, built: isBuilt(name) }))
  if (options.json === true) terminal.out(`${JSON.stringify({ labs, programs, cache: cacheFolder() }, null, 2)}\n`)
  else {
    terminal.out(labs.length === 0 ? 'no lab runs\n' : labs.map(labLine).join(''))
    terminal.out(`\nprograms, in ${cacheFolder()}\n`)
    for (const { name, holds, built } of programs) terminal.out(`  ${built ? 'built    ' : 'not built'}  ${name.padEnd(11)} ${holds}\n`)
  }
  return EXIT.done
}

function labLine({ name, scheduler, server, startedAt, kubeconfig, pids }: StandingState): string {
  const running = Object.entries(pids).map(([part, pid]) => `${part} ${pid}`)
  const what = running.length === 0 ? `was killed; npm run lab -- down ${name}` : running.join(', ')
  return `lab ${name}: ${scheduler} at ${server} since ${startedAt}\n  ${what}\n  ${kubeconfig}\n`
}
