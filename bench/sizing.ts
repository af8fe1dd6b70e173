/** How long a sizing question takes, as a person asks it: a process of its own, its start included. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Row } from './items.ts'

const MUSTER = fileURLToPath(new URL('../cli/muster.mjs', import.meta.url))

/** Wall time of a command in a folder of its own, s. */
function timeOf(words: readonly string[]): number {
  const cwd = mkdtempSync(join(tmpdir(), 'muster-bench-'))
  try {
    const began = performance.now()
    const { status, stderr } = spawnSync(process.execPath, [MUSTER, ...words], { cwd, encoding: 'utf8' })
    if (status !== 0) throw new Error(stderr)
    return (performance.now() - began) / 1000
  } finally {
    rmSync(cwd, { recursive: true })
  }
}

export function askNodes(): Row {
  const seconds = timeOf(['size', 'run10', '--ask', 'nodes', '--workers', '2', '--no-pictures', '--quiet'])
  return { what: 'run10, size --ask nodes, default, 2 workers', value: `${seconds.toFixed(1)} s`, target: '<= 10 s', met: seconds <= 10 }
}
