/**
 * Memory before speed, for a command that waits most of its time: a watch makes much garbage, and V8 by itself lets it grow to twice
 * what is needed before it looks. Measured on 1,000 MiniClusters of 4 pods: 362 MiB without, 170 MiB with, for a fifth more processor time.
 */
import { setFlagsFromString } from 'node:v8'

export function beFrugal(): void {
  setFlagsFromString('--optimize-for-size')
  setFlagsFromString('--max-semi-space-size=4')
}
