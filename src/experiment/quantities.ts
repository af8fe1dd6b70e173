/**
 * Durations, cpu and memory as a person writes them, and back. Each value becomes a whole number (microseconds,
 * millicores, bytes) or nothing at all: what is finer than that is refused, never rounded.
 */
import { type Duration, HOUR, MILLISECOND, MINUTE, SECOND } from '../units.ts'

/** `digits[.digits]` times `scale`, exactly; undefined if that is no whole number or no safe one. */
function scaled(digits: string, scale: number): number | undefined {
  const [whole = '', fraction = ''] = digits.split('.')
  const numerator = BigInt(whole + fraction) * BigInt(scale)
  const divisor = 10n ** BigInt(fraction.length)
  if (numerator % divisor !== 0n) return undefined
  const value = Number(numerator / divisor)
  return Number.isSafeInteger(value) ? value : undefined
}

const TIME_UNITS: Readonly<Record<string, Duration>> = { us: 1, ms: MILLISECOND, s: SECOND, m: MINUTE, h: HOUR }

/**
 * A duration with its unit (us, ms, s, m, h), or several joined: whole microseconds; undefined if it is none.
 * @example parseDuration('0.54s') // 540_000
 * @example parseDuration('1m30s') // 90_000_000
 * @example parseDuration('5') // undefined
 */
export function parseDuration(text: string): Duration | undefined {
  const parts = text.match(/\d+(?:\.\d+)?(?:us|ms|s|m|h)/g)
  if (parts === null || parts.join('') !== text) return undefined
  let sum = 0
  for (const part of parts) {
    const unit = /[a-z]+$/.exec(part)?.[0] ?? ''
    const value = scaled(part.slice(0, -unit.length), TIME_UNITS[unit] ?? 0)
    if (value === undefined) return undefined
    sum += value
  }
  return Number.isSafeInteger(sum) ? sum : undefined
}

/** `value / scale` in decimal digits, exactly. */
function decimal(value: number, scale: number): string {
  const digits = String(scale).length - 1
  const fraction = String(value % scale)
    .padStart(digits, '0')
    .replace(/0+$/, '')
  return `${Math.floor(value / scale)}${fraction === '' ? '' : `.${fraction}`}`
}

/**
 * Whole microseconds as text that `parseDuration` reads back.
 * @example formatDuration(540_000) // '0.54s'
 * @example formatDuration(5_000) // '5ms'
 * @example formatDuration(7_200_000_000) // '2h'
 */
export function formatDuration(value: Duration): string {
  if (value !== 0 && value % HOUR === 0) return `${value / HOUR}h`
  if (value === 0 || value >= 100 * MILLISECOND) return `${decimal(value, SECOND)}s`
  if (value >= MILLISECOND) return `${decimal(value, MILLISECOND)}ms`
  return `${value}us`
}

/**
 * Cores (`2`, `0.5`) or millicores (`600m`): whole millicores; undefined if it is neither.
 * @example parseCpu('2') // 2000
 * @example parseCpu('600m') // 600
 */
export function parseCpu(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)(m?)$/.exec(text)
  return match === null ? undefined : scaled(match[1] as string, match[2] === 'm' ? 1 : 1000)
}

/** @example formatCpu(3920) // '3920m' */
export function formatCpu(millicores: number): string {
  return millicores % 1000 === 0 ? String(millicores / 1000) : `${millicores}m`
}

const KI = 1024
const MEMORY_UNITS: Readonly<Record<string, number>> = {
  '': 1,
  k: 1e3,
  K: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  Ki: KI,
  Mi: KI ** 2,
  Gi: KI ** 3,
  Ti: KI ** 4,
}

/**
 * Memory as Kubernetes writes it (`400Mi`, `2G`, plain bytes): whole bytes; undefined if it is none.
 * @example parseMemory('400Mi') // 419_430_400
 * @example parseMemory('29085840Ki') // 29_783_900_160
 */
export function parseMemory(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)(Ki|Mi|Gi|Ti|k|K|M|G|T|)$/.exec(text)
  return match === null ? undefined : scaled(match[1] as string, MEMORY_UNITS[match[2] as string] ?? 0)
}

/**
 * Bytes in the largest binary unit that divides them.
 * @example formatMemory(419_430_400) // '400Mi'
 */
export function formatMemory(bytes: number): string {
  for (const unit of ['Ti', 'Gi', 'Mi', 'Ki'] as const) {
    const size = MEMORY_UNITS[unit] as number
    if (bytes !== 0 && bytes % size === 0) return `${bytes / size}${unit}`
  }
  return String(bytes)
}
