/** Tasks on worker threads. Results come back by number, so that they do not depend on how many workers there are. */
import { Piscina } from 'piscina'

export interface PoolOptions<R> {
  /** module that exports `run(task)` */
  readonly worker: URL
  /** given to every worker once */
  readonly data: unknown
  readonly workers: number
  /** stops the workers at once; what had ended has been handed to `onResult` */
  readonly signal: AbortSignal
  readonly onResult: (task: number, result: R) => void
}

/** A worker's file: TypeScript under tsx, JavaScript when compiled. */
export function workerFile(name: string): URL {
  return new URL(import.meta.url.endsWith('.ts') ? `./${name}.ts` : `./${name}.js`, import.meta.url)
}

/**
 * Runs every task and returns whether all of them ended; false when `signal` stopped them.
 * @throws what a task threw first
 */
export async function runTasks<T, R>(tasks: readonly T[], options: PoolOptions<R>): Promise<boolean> {
  const { worker, workers, signal } = options
  if (tasks.length === 0) return true
  const threads = Math.min(workers, tasks.length)
  const needTsx = worker.pathname.endsWith('.ts') && !('typescript' in process.features && process.features.typescript)
  const pool = new Piscina({
    filename: worker.href,
    name: 'run',
    minThreads: threads,
    maxThreads: threads,
    workerData: options.data,
    ...(needTsx ? { execArgv: ['--import', import.meta.resolve('tsx')] } : {}),
  })
  let next = 0
  let stopped = false
  const stop = (): void => {
    stopped = true
    void pool.destroy().catch(() => {})
  }
  signal.addEventListener('abort', stop, { once: true })
  if (signal.aborted) stop()
  // one task more than threads in hand, so that none waits for us
  const lane = async (): Promise<void> => {
    while (!stopped && next < tasks.length) {
      const number = next++
      const result = (await pool.run(tasks[number])) as R
      options.onResult(number, result)
    }
  }
  try {
    await Promise.all(Array.from({ length: Math.min(threads * 2, tasks.length) }, lane))
  } catch (error) {
    if (!stopped) throw error
  } finally {
    signal.removeEventListener('abort', stop)
    await pool.destroy().catch(() => {})
  }
  return !stopped
}
