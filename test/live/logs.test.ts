import { describe, expect, it } from 'vitest'
import { readLog } from '../../live/logs.ts'

const at = (s: string): string => `2026-11-24T10:00:${s}Z`
const ms = (s: string): number => Date.parse(at(s))

describe("a leader's log", () => {
  it('of LAMMPS under Flux: quorum, begin, end, and what LAMMPS and Flux count themselves', () => {
    const log = [
      `${at('01.100000000')} broker.info[0]: start: none->join 2.4ms`,
      `${at('04.600000000')} broker.info[0]: quorum-full: quorum->run 3.45s`,
      `${at('05.250000000')} LAMMPS (29 Sep 2021 - Update 2)`,
      `${at('06.000000000')} Reading data file ...`,
      `${at('21.500000000')} Loop time of 15.4321 on 8 procs for 100 steps with 2432 atoms`,
      `${at('22.750000000')} Total wall time: 0:00:17`,
    ].join('\n')
    expect(readLog(log)).toEqual({
      quorum: ms('04.6'),
      fluxQuorumS: 3.45,
      appStart: ms('05.25'),
      loopTimeS: 15.4321,
      wallTimeS: 17,
      appEnd: ms('22.75'),
    })
  })

  it('counts hours and minutes of wall time, and milliseconds of Flux', () => {
    const log = `${at('01')} Total wall time: 1:02:03\n${at('02')} broker.info[0]: quorum-full: quorum->run 250ms`
    expect(readLog(log)).toMatchObject({ wallTimeS: 3723, fluxQuorumS: 0.25 })
  })

  it('says nothing of what is not there, nor of lines without a time', () => {
    expect(readLog('')).toEqual({})
    expect(readLog('muster: app-start\nunable to retrieve container logs')).toEqual({})
  })
})
