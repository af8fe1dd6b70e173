/**
 * What a leader's log says of its job: when the work began and ended, how long LAMMPS says it took, and how Flux came up. Pure.
 * Each line has the time at which the container runtime wrote it (`timestamps=true`), on the node's clock.
 */
import { APP_END, APP_START } from './program.ts'

export interface LogFacts {
  /** ms since 1970; absent: the log does not say */
  readonly quorum?: number
  readonly appStart?: number
  readonly appEnd?: number
  /** seconds, as LAMMPS prints them */
  readonly wallTimeS?: number
  readonly loopTimeS?: number
  /** seconds that Flux says it waited for its quorum of brokers (hook-up) */
  readonly fluxQuorumS?: number
}

interface Line {
  readonly at: number
  readonly text: string
}

function linesOf(log: string): Line[] {
  return log.split('\n').flatMap((line) => {
    const space = line.indexOf(' ')
    const at = Date.parse(line.slice(0, space))
    return space < 0 || Number.isNaN(at) ? [] : [{ at, text: line.slice(space + 1) }]
  })
}

/** "Total wall time: 0:01:12" in seconds. */
function clockSeconds(text: string): number {
  return text.split(':').reduce((sum, part) => sum * 60 + Number(part), 0)
}

/**
 * Reads a leader's log. Lines it knows: those of our own ping job; of LAMMPS "LAMMPS (...)", "Loop time of 12.3 on 4 procs" and
 * "Total wall time: 0:00:20"; of Flux "broker.info[0]: quorum-full: quorum->run 1.5s".
 * @example readLog('1970-01-01T00:00:05.5Z muster: app-start\n1970-01-01T00:00:09Z muster: app-end') // { appStart: 5500, appEnd: 9000 }
 */
export function readLog(log: string): LogFacts {
  const facts: { -readonly [K in keyof LogFacts]: LogFacts[K] } = {}
  for (const { at, text } of linesOf(log)) {
    if (text === APP_START || /^LAMMPS \(/.test(text)) facts.appStart ??= at
    const loop = /^Loop time of ([\d.]+) on /.exec(text)
    if (loop !== null) facts.loopTimeS = Number(loop[1])
    const wall = /^Total wall time: ([\d:]+)/.exec(text)
    if (wall !== null) facts.wallTimeS = clockSeconds(wall[1] as string)
    if (text === APP_END || wall !== null) facts.appEnd = at
    const quorum = /broker\.info\[0\]: quorum-full: quorum->run ([\d.]+)(ms|s|m)/.exec(text)
    if (quorum !== null) {
      facts.quorum ??= at
      facts.fluxQuorumS ??= Number(quorum[1]) * ({ ms: 0.001, s: 1, m: 60 }[quorum[2] as 'ms' | 's' | 'm'] as number)
    }
  }
  return facts
}
