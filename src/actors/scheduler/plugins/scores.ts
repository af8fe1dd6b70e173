/** The default profile's scores, one node at a time and on plain numbers (semantics 1.7; vectors S1-S18, S23, S24). */

/** 64-bit integer division, truncated toward zero. */
export function div(a: number, b: number): number {
  return Math.trunc(a / b)
}

/** Half away from zero. */
export function round(x: number): number {
  return x < 0 ? -Math.round(-x) : Math.round(x)
}

/**
 * LeastAllocated for one resource: `requested` includes the pod.
 * @example leastAllocated(2403, 3920) // 38
 */
export function leastAllocated(requested: number, allocatable: number): number {
  if (allocatable === 0 || requested > allocatable) return 0
  return div((allocatable - requested) * 100, allocatable)
}

/** NodeResourcesFit with cpu:1, memory:1. A resource the node does not have is left out. */
export function fitScore(cpu: number, allocCpu: number, memory: number, allocMemory: number): number {
  let sum = 0
  let weight = 0
  if (allocCpu > 0) {
    sum += leastAllocated(cpu, allocCpu)
    weight++
  }
  if (allocMemory > 0) {
    sum += leastAllocated(memory, allocMemory)
    weight++
  }
  return weight === 0 ? 0 : div(sum, weight)
}

/**
 * BalancedAllocation from the fractions in use, the pod included: one minus their standard deviation.
 * @example balanced([1.25, 0.5]) // 75
 */
export function balanced(fractions: readonly number[]): number {
  const f = fractions.map((x) => Math.min(1, x))
  if (f.length < 2) return 100
  if (f.length === 2) return Math.trunc((1 - Math.abs((f[0] as number) - (f[1] as number)) / 2) * 100)
  const mean = f.reduce((a, b) => a + b, 0) / f.length
  const variance = f.reduce((a, b) => a + (b - mean) * (b - mean), 0) / f.length
  return Math.trunc((1 - Math.sqrt(variance)) * 100)
}

/** Two resources, without an array: the hot path. */
export function balancedTwo(cpu: number, memory: number): number {
  return Math.trunc((1 - Math.abs(Math.min(1, cpu) - Math.min(1, memory)) / 2) * 100)
}

/**
 * DefaultNormalizeScore: in proportion to the highest; `reverse` turns it round (all 100 when the highest is 0).
 * @example normalize([1, 0, 2, 0], true) // [50, 100, 0, 100]
 */
export function normalize(scores: readonly number[], reverse: boolean): number[] {
  const max = Math.max(0, ...scores)
  if (max === 0) return scores.map(() => (reverse ? 100 : 0))
  return scores.map((s) => (reverse ? 100 - div(100 * s, max) : div(100 * s, max)))
}

/** One spreading constraint as seen from a node: matching pods there, number of domains, allowed skew. */
export interface SpreadTerm {
  readonly count: number
  readonly domains: number
  readonly maxSkew: number
}

/** PodTopologySpread: raw score of a node. */
export function spreadRaw(terms: readonly SpreadTerm[]): number {
  let sum = 0
  for (const t of terms) sum += t.count * Math.log(t.domains + 2) + (t.maxSkew - 1)
  return round(sum)
}

/** PodTopologySpread: 100 for the least crowded. */
export function spreadNormalized(raw: number, min: number, max: number): number {
  return max === 0 ? 100 : div(100 * (max + min - raw), max)
}

/** InterPodAffinity: 0 to 100 between the lowest and the highest; all 0 when they are equal. */
export function affinityNormalized(raw: number, min: number, max: number): number {
  return max === min ? 0 : Math.trunc((100 * (raw - min)) / (max - min))
}

const MIB = 1024 * 1024

/**
 * ImageLocality for a pod's images: size and share of nodes that have it.
 * @example imageLocality([{ size: 500 * 1024 * 1024, nodes: 8 }], 8) // 48
 */
export function imageLocality(images: readonly { readonly size: number; readonly nodes: number }[], totalNodes: number): number {
  let sum = 0
  for (const image of images) sum += Math.trunc((image.size * image.nodes) / totalNodes)
  const min = 23 * MIB
  const max = 1000 * MIB * images.length
  return div(100 * (Math.min(max, Math.max(min, sum)) - min), max - min)
}

/** Weights of the default profile. */
export const WEIGHT = { taints: 3, nodeAffinity: 2, fit: 1, spread: 2, podAffinity: 2, balanced: 1, image: 1 } as const
export const SPREAD_HOST_SKEW = 3
export const SPREAD_ZONE_SKEW = 5
