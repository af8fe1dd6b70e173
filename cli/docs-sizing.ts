/** The pictures of the README's questions about size: each is written by a command that stands there. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { EXIT } from './exit.ts'
import { main } from './program.ts'
import { Terminal } from './terminal.ts'

export interface SizingPicture {
  /** in `docs/sizing` */
  readonly name: string
  /** what stands in the README behind `npm run` and without its `--` */
  readonly command: string
  /** the file below `figures` that is the picture */
  readonly figure: string
}

export const SIZING_PICTURES: readonly SizingPicture[] = [
  { name: 'sixty-jobs-risk.svg', command: 'size sixty-jobs --ask nodes --figures', figure: 'clog-risk-slide.svg' },
  {
    name: 'sixty-jobs-in-flight.svg',
    command:
      'sim sixty-jobs --scheduler default --sweep cluster.nodes=8,12,16,20,24,32 --sweep experimenter.inFlight=1,2,3,4,6,8,12,20,60 --seeds 1..30 --figures',
    figure: 'clog-map-default@1.27-slide.svg',
  },
]

const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })

/** Runs the command of a picture, ten seconds on two processors, and returns what it drew. */
export async function sizingPicture({ command, figure }: SizingPicture): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'muster-figures-'))
  try {
    const code = await main([...command.split(' '), '--quiet', '--out', folder], new Terminal(nowhere, process.stderr))
    if (code !== EXIT.done) throw new Error(`muster ${command}: exit code ${code}`)
    return readFileSync(join(folder, 'figures', figure), 'utf8')
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
