/** The schedulers that can be simulated, their versions, and other names for these. A plain name means its first version here. */
import type { Problem } from '../errors.ts'
import { didYouMean } from './suggest.ts'

export interface SchedulerChoice {
  readonly name: string
  readonly version: string
}

export interface SchedulerVersion extends SchedulerChoice {
  readonly aliases: readonly string[]
  readonly help: string
}

export const SCHEDULERS: readonly SchedulerVersion[] = [
  { name: 'default', version: '1.28', aliases: ['1.28.8'], help: 'kube-scheduler, default profile (semantics 1)' },
  { name: 'default', version: '1.27', aliases: ['1.27.8', '1.27.10'], help: 'the one of the recorded clusters' },
  { name: 'default', version: '1.29', aliases: ['1.29.8'], help: 'a rejection while waiting names its plugin' },
  { name: 'default', version: '1.34', aliases: [], help: 'queueing hints, back-off by result, pop from back-off (semantics 1.10)' },
  { name: 'default', version: '1.37', aliases: ['1.37.2'], help: 'as 1.34' },
  { name: 'coscheduling', version: '0.28', aliases: ['0.28.9'], help: 'scheduler-plugins with uncached PodGroup reads (semantics 6)' },
  { name: 'coscheduling', version: '0.34', aliases: ['0.34.7', 'master'], help: 'the same with cached reads (semantics 6.8)' },
  { name: 'fluence', version: 'F5', aliases: ['main'], help: 'flux-k8s of April 2024 (semantics 5.5, 5.9)' },
  { name: 'fluence', version: 'F1', aliases: ['original'], help: 'flux-k8s of January 2024, "fluence-original" (semantics 5.2)' },
  { name: 'fluence', version: 'F2', aliases: [], help: 'branch testing-pod-group (semantics 5.3)' },
  { name: 'fluence', version: 'F4', aliases: [], help: 'flux-k8s of early April 2024 (semantics 5.4)' },
  { name: 'kueue', version: '0.6.2', aliases: ['0.6'], help: 'Kueue in front of the default scheduler 1.28 (semantics 7)' },
  {
    name: 'gang',
    version: '1.37',
    aliases: ['1.37.2', '1.36'],
    help: 'native gang scheduling: a group is placed in one cycle (semantics 8)',
  },
  { name: 'gang', version: '1.35', aliases: [], help: 'native gang scheduling by Permit (semantics 8)' },
]

/** Names of schedulers, each once, in the order of the table. */
export const SCHEDULER_NAMES: readonly string[] = [...new Set(SCHEDULERS.map((s) => s.name))]

/** @example formatScheduler({ name: 'kueue', version: '0.6.2' }) // 'kueue@0.6.2' */
export function formatScheduler(choice: SchedulerChoice): string {
  return `${choice.name}@${choice.version}`
}

/**
 * `name` or `name@version` (or an alias of the version) to the entry of the table.
 * @param where the flag or place, for the message
 * @example findScheduler('coscheduling@0.28.9', '--scheduler') // { name: 'coscheduling', version: '0.28' }
 */
export function findScheduler(text: string, where: string): SchedulerChoice | Problem {
  const at = text.indexOf('@')
  const name = at < 0 ? text : text.slice(0, at)
  const versions = SCHEDULERS.filter((s) => s.name === name)
  if (versions.length === 0) {
    return {
      where,
      expected: `a scheduler: ${SCHEDULER_NAMES.join(', ')}`,
      got: JSON.stringify(text),
      todo: didYouMean(name, SCHEDULER_NAMES),
    }
  }
  const wanted = at < 0 ? (versions[0] as SchedulerVersion).version : text.slice(at + 1)
  const found = versions.find((s) => s.version === wanted || s.aliases.includes(wanted))
  if (found === undefined) {
    const known = versions.map((s) => s.version).join(', ')
    return {
      where,
      expected: `a version of ${name}: ${known}`,
      got: JSON.stringify(wanted),
      todo: `write ${name} for ${name}@${versions[0]?.version}, or one of these versions`,
    }
  }
  return { name: found.name, version: found.version }
}
