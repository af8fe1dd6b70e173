/** Kubernetes' quantities ("1500m", "29085840Ki", "2e3") to our whole numbers. */

const FACTORS: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 1024,
  Mi: 1024 ** 2,
  Gi: 1024 ** 3,
  Ti: 1024 ** 4,
  Pi: 1024 ** 5,
  Ei: 1024 ** 6,
}

/**
 * A quantity times `unit`, rounded up as Kubernetes does; 0 where there is none.
 * @throws RangeError on what is no quantity
 * @example quantity('1500m', 1000) // 1500
 * @example quantity('29085840Ki') // 29_783_900_160
 * @example [quantity('2e3'), quantity('0.5', 1000), quantity(4, 1000), quantity(undefined)] // [2000, 500, 4000, 0]
 * @example quantity('much') // throws "much"
 */
export function quantity(value: unknown, unit = 1): number {
  if (value === undefined || value === null) return 0
  const match = /^([+-]?[\d.]+)(?:([eE][+-]?\d+)|(n|u|m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei))?$/.exec(String(value))
  const number = Number(`${match?.[1]}${match?.[2] ?? ''}`)
  if (match === null || Number.isNaN(number))
    throw new RangeError(`quantity: expected one like "2", "500m" or "4Gi", got ${JSON.stringify(value)}`)
  // to the ninth decimal: 0.1 x 1000 is 100, not 100.00000000000001
  return Math.ceil(Number((number * (FACTORS[match[3] ?? ''] as number) * unit).toFixed(9)))
}
