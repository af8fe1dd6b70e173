/** A worker that goes away over tasks that say so: the first time, or each time. Real ones are killed by the system only. */
import { existsSync, writeFileSync } from 'node:fs'

export interface MortalTask {
  readonly dies: 'never' | 'once' | 'always'
  /** a file that is there when it has died before */
  readonly mark: string
}

export function run({ dies, mark }: MortalTask): string {
  const before = existsSync(mark)
  if (dies === 'always' || (dies === 'once' && !before)) {
    writeFileSync(mark, '')
    process.exit(9)
  }
  return before ? 'second try' : 'first try'
}
