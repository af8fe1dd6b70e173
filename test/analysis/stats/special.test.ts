import { describe, expect, test } from 'vitest'
import { normalCdf, normalQuantile } from '../../../analysis/stats/normal.ts'
import { betaQuantile, incompleteBeta, logGamma } from '../../../analysis/stats/special.ts'
import { near, reference } from './reference.ts'

describe('the functions that the tests rest on agree with SciPy', () => {
  test('normal distribution function, far out too', () => {
    for (const [x, p] of reference.normalCdf) near(normalCdf(x), p, 2e-13, `x = ${x}`)
  })

  test('normal quantile', () => {
    for (const [p, x] of reference.normalQuantile) near(normalQuantile(p), x, p === 1e-300 ? 1e-8 : 1e-12, `p = ${p}`)
    expect([normalQuantile(0), normalQuantile(1)]).toEqual([Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY])
    expect(() => normalQuantile(1.1)).toThrow('expected a probability, got 1.1')
  })

  test('logarithm of the gamma function', () => {
    for (const [x, value] of reference.logGamma)
      expect(Math.abs(logGamma(x) - value), `x = ${x}`).toBeLessThan(1e-13 * (1 + Math.abs(value)))
  })

  test('incomplete beta function', () => {
    for (const [x, a, b, p] of reference.incompleteBeta) near(incompleteBeta(x, a, b), p, 2e-11, `x = ${x}, a = ${a}, b = ${b}`)
    expect([incompleteBeta(0, 2, 3), incompleteBeta(1, 2, 3)]).toEqual([0, 1])
  })

  test('its inverse', () => {
    for (const [p, a, b, x] of reference.betaQuantile) near(betaQuantile(p, a, b), x, 1e-11, `p = ${p}, a = ${a}, b = ${b}`)
  })
})
