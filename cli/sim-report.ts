/** The page at the end of `muster sim`: made from what is in the folder, as `muster analyze` would make it again. */
import { figuresOf } from '../analysis/report/figures.ts'
import { gather } from '../analysis/report/gather.ts'
import { quote } from './again.ts'
import { writePage } from './analyze-files.ts'

/**
 * Writes `report.html` into a folder that `muster sim` has filled.
 * @returns its path
 */
export async function writeSimReport(folder: string): Promise<string> {
  const gathered = gather([folder])
  return writePage(gathered, figuresOf(gathered), [...gathered.commands, `npm run analyze -- ${quote(folder)}`], folder)
}
