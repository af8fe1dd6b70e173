// A worker thread whose module is TypeScript: a thread has module hooks of its own, so they are set up here first.
import { workerData } from 'node:worker_threads'

if (!process.features.typescript) {
  const { register } = await import('tsx/esm/api')
  register()
}
export const { run } = await import(workerData.module)
