// A worker thread whose module is TypeScript: a thread has module hooks of its own, so they are set up here first.
import { workerData } from 'node:worker_threads'

await import('./typescript.mjs')
export const { run } = await import(workerData.module)
