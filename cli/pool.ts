/** Tasks on worker threads. Results come back by number, so that they do not depend on how many workers there are. */
import { Piscina } from 'piscina'

export interface PoolOptions<R> {
  /** module beside this one, without ending, that exports `run(task)` */
  readonly worker: string
  /** given to every worker once: `workerData.data` there */
  readonly data: unknown
  readonly workers: number
  /** stops the workers at once; what had ended has been handed to `onResult` */
  readonly signal: AbortSignal
  readonly onResult: (task: number, result: R) => void
}

/** What a worker finds as `workerData`. */
export interface WorkerData<D> {
  /** address of the module that exports `run` */
  readonly module: string
  readonly data: D
}

/** The module of a worker and what starts it: TypeScript needs its hooks first, compiled code nothing. */
function modulesOf(worker: string): { readonly module: string; readonly starter: string } {
  const typescript = import.meta.url.endsWith('.ts')
  const module = new URL(`./${worker}.${typescript ? 'ts' : 'js'}`, import.meta.url).href
  return { module, starter: typescript ? new URL('./typescript-worker.mjs', import.meta.url).href : module }
}

/** Whether a worker went away over a task, and not the task that failed: killed, or out of memory. */
function died(error: unknown): boolean {
  const { code, message } = error as NodeJS.ErrnoException
  return code === 'ERR_WORKER_OUT_OF_MEMORY' || /^worker exited with code/.test(message ?? '')
}

function threadsFor(worker: string, workers: number, data: unknown): Piscina {
  const { module, starter } = modulesOf(worker)
  const workerData: WorkerData<unknown> = { module, data }
  return new Piscina({ filename: starter, name: 'run', minThreads: workers, maxThreads: workers, workerData, execArgv: [] })
}

/** Threads that stay, for who decides what to run by what came before. */
export interface OpenPool<T, R> {
  run(task: T): Promise<R>
  /** Safe to call twice; tasks under way are given up. */
  close(): Promise<void>
}

/** Opens threads for tasks that are handed over one by one. `signal` ends them. */
export function openPool<T, R>(options: Omit<PoolOptions<R>, 'onResult' | 'data'>): OpenPool<T, R> {
  const pool = threadsFor(options.worker, options.workers, null)
  let closed = false
  const close = async (): Promise<void> => {
    closed = true
    await pool.destroy().catch(() => {})
  }
  options.signal.addEventListener('abort', () => void close(), { once: true })
  return { run: (task) => runOrRetry<T, R>(pool as Piscina<T, R>, task, () => closed), close }
}

/** A task whose worker dies is given to another, once: what kills a second one will kill a third. */
async function runOrRetry<T, R>(pool: Piscina<T, R>, task: T, stopped: () => boolean): Promise<R> {
  try {
    return await pool.run(task)
  } catch (error) {
    if (stopped() || !died(error)) throw error
    return pool.run(task)
  }
}

/**
 * Runs every task and returns whether all of them ended; false when `signal` stopped them.
 * @throws what a task threw first, or that its second worker died too
 */
export async function runTasks<T, R>(tasks: readonly T[], options: PoolOptions<R>): Promise<boolean> {
  if (tasks.length === 0) return true
  const { signal } = options
  const threads = Math.min(options.workers, tasks.length)
  const pool = threadsFor(options.worker, threads, options.data)
  let next = 0
  let stopped = false
  const stop = (): void => {
    stopped = true
    void pool.destroy().catch(() => {})
  }
  signal.addEventListener('abort', stop, { once: true })
  if (signal.aborted) stop()
  const lane = async (): Promise<void> => {
    while (!stopped && next < tasks.length) {
      const number = next++
      const result = (await runOrRetry(pool, tasks[number], () => stopped)) as R
      options.onResult(number, result)
    }
  }
  try {
    // twice as many in hand as there are threads, so that none waits for us
    await Promise.all(Array.from({ length: Math.min(threads * 2, tasks.length) }, lane))
  } catch (error) {
    if (!stopped) throw error
  } finally {
    signal.removeEventListener('abort', stop)
    await pool.destroy().catch(() => {})
  }
  return !stopped
}
