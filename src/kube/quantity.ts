/** Quantities as the API of Kubernetes writes them: `500m`, `2`, `128974848`, `129e6`, `129M`, `123Mi`. */

/** suffix -> [base, exponent] */
const SUFFIXES: Readonly<Record<string, readonly [base: bigint, exponent: number]>> = {
  n: [10n, -9],
  u: [10n, -6],
  m: [10n, -3],
  '': [10n, 0],
  k: [10n, 3],
  M: [10n, 6],
  G: [10n, 9],
  T: [10n, 12],
  P: [10n, 15],
  E: [10n, 18],
  Ki: [2n, 10],
  Mi: [2n, 20],
  Gi: [2n, 30],
  Ti: [2n, 40],
  Pi: [2n, 50],
  Ei: [2n, 60],
}

/**
 * A quantity in whole parts of 1 / `parts` (1000 for millicores, 1 for bytes), rounded up as Kubernetes does; undefined if
 * it is none, is negative, or too large for a whole number here.
 * @example parseQuantity('0.5', 1000) // 500
 * @example parseQuantity('1500u', 1000) // 2
 * @example parseQuantity('64Mi', 1) // 67_108_864
 * @example parseQuantity('129e6', 1) // 129_000_000
 */
export function parseQuantity(value: unknown, parts: number): number | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined
  const match = /^\+?(\d+\.?\d*|\.\d+)(?:[eE]([+-]?\d{1,3})|(n|u|m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei|))$/.exec(String(value).trim())
  if (match === null) return undefined
  const [whole = '', fraction = ''] = (match[1] as string).split('.')
  const [base, exponent] = match[2] === undefined ? (SUFFIXES[match[3] ?? ''] as readonly [bigint, number]) : [10n, Number(match[2])]
  let numerator = BigInt(`${whole}${fraction}`) * BigInt(parts)
  let divisor = 10n ** BigInt(fraction.length)
  if (exponent >= 0) numerator *= base ** BigInt(exponent)
  else divisor *= base ** BigInt(-exponent)
  const up = Number((numerator + divisor - 1n) / divisor)
  return Number.isSafeInteger(up) ? up : undefined
}
