/** Durations, cpu and memory as text. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatCpu, formatDuration, formatMemory, parseCpu, parseDuration, parseMemory } from '../../../src/experiment/quantities.ts'
import { CASES } from '../../support/cases.ts'

const whole = fc.oneof(fc.nat(2_000_000), fc.maxSafeNat())

describe('durations', () => {
  it.each([
    ['500us', 500],
    ['5ms', 5_000],
    ['0.4ms', 400],
    ['0.54s', 540_000],
    ['5m', 300_000_000],
    ['2h', 7_200_000_000],
    ['1m30s', 90_000_000],
    ['0s', 0],
  ])('%s is %i us', (text, value) => {
    expect(parseDuration(text)).toBe(value)
  })

  it.each(['5', '', 's', '5 s', '-1s', '1e3s', '0.3us', '0.0000001s', '5d', '1s5', '99999999999999h', '.5s', '5.s'])(
    'refuses %j',
    (text) => {
      expect(parseDuration(text)).toBeUndefined()
    },
  )

  it('come back as they were', () => {
    fc.assert(
      fc.property(whole, (value) => {
        expect(parseDuration(formatDuration(value))).toBe(value)
      }),
      { numRuns: CASES },
    )
  })

  it('are written as a person would', () => {
    expect([0, 500, 400, 5_000, 540_000, 60_000_000, 300_000_000, 7_200_000_000].map(formatDuration)).toEqual([
      '0s',
      '500us',
      '400us',
      '5ms',
      '0.54s',
      '60s',
      '300s',
      '2h',
    ])
  })
})

describe('cpu', () => {
  it.each([
    ['2', 2000],
    ['0.5', 500],
    ['600m', 600],
    ['3920m', 3920],
    ['0', 0],
  ])('%s is %i millicores', (text, value) => {
    expect(parseCpu(text)).toBe(value)
  })

  it.each(['', 'm', '0.5m', '0.0001', '-1', '2 cores', '1e3', '2Gi'])('refuses %j', (text) => {
    expect(parseCpu(text)).toBeUndefined()
  })

  it('comes back as it was', () => {
    fc.assert(
      fc.property(whole, (value) => {
        expect(parseCpu(formatCpu(value))).toBe(value)
      }),
      { numRuns: CASES },
    )
  })
})

describe('memory', () => {
  it.each([
    ['400Mi', 419_430_400],
    ['29085840Ki', 29_783_900_160],
    ['2Gi', 2_147_483_648],
    ['1.5Gi', 1_610_612_736],
    ['2K', 2_000],
    ['2k', 2_000],
    ['2G', 2_000_000_000],
    ['631591168', 631_591_168],
    ['0', 0],
  ])('%s is %i bytes', (text, value) => {
    expect(parseMemory(text)).toBe(value)
  })

  it.each(['', 'Mi', '400MB', '400mi', '0.5', '-1Gi', '1e9', '9999999Ti'])('refuses %j', (text) => {
    expect(parseMemory(text)).toBeUndefined()
  })

  it('comes back as it was', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          whole,
          fc.nat(4_000_000).map((v) => v * 1024),
          fc.nat(4_000).map((v) => v * 1024 ** 3),
        ),
        (value) => {
          expect(parseMemory(formatMemory(value))).toBe(value)
        },
      ),
      { numRuns: CASES },
    )
  })
})
