/** What pods say about nodes, as a scenario writes it, and back. */
import type { PodRules } from '../objects/admits.ts'
import type { Taint, Toleration } from '../objects/index.ts'

/**
 * Reads `dedicated=mpi:NoSchedule`, `dedicated` (every value and effect), `*` (every taint).
 * @example tolerationOf('dedicated=mpi:NoSchedule') // { key: 'dedicated', value: 'mpi', effect: 'NoSchedule' }
 * @example tolerationOf('*') // {}
 */
export function tolerationOf(text: string): Toleration {
  const match = /^(.*?)(?::(NoSchedule|PreferNoSchedule|NoExecute))?$/.exec(text) as RegExpExecArray
  const [key = '', value] = (match[1] as string).split(/=(.*)/s)
  return {
    ...(key === '*' ? {} : { key }),
    ...(value === undefined ? {} : { value }),
    ...(match[2] === undefined ? {} : { effect: match[2] as Taint['effect'] }),
  }
}

/**
 * A toleration as text that `tolerationOf` reads back.
 * @example formatToleration({ key: 'nvidia.com/gpu', effect: 'NoSchedule' }) // 'nvidia.com/gpu:NoSchedule'
 */
export function formatToleration({ key = '*', value, effect }: Toleration): string {
  return `${key}${value === undefined ? '' : `=${value}`}${effect === undefined ? '' : `:${effect}`}`
}

/** The rules of a job's pods; nothing where they say nothing. */
export function rulesOf(tolerations: readonly string[], labels: readonly string[]): PodRules {
  const pairs = labels.map((label) => label.split(/=(.*)/s).slice(0, 2))
  return {
    ...(tolerations.length === 0 ? {} : { tolerations: tolerations.map(tolerationOf) }),
    ...(pairs.length === 0 ? {} : { nodeSelector: Object.fromEntries(pairs) as Record<string, string> }),
  }
}
