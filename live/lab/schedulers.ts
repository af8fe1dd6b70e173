/** The real schedulers of the lab: which programs each one is made of. A plain name means the first of its versions here: the current one. */
import type { Problem } from '../../src/errors.ts'
import { didYouMean } from '../../src/experiment/suggest.ts'

export interface LabScheduler {
  readonly name: 'default' | 'coscheduling' | 'kueue' | 'gang' | 'volcano'
  readonly version: string
  readonly aliases: readonly string[]
  /** the program that places pods; `cp` is the one of the control plane's own version */
  readonly places: 'cp' | 'cosched28' | 'cosched34' | 'volcano'
  /** the queue in front of it */
  readonly queue?: 'kueue06' | 'kueue14'
  readonly gates?: readonly string[]
  readonly apis?: readonly string[]
  readonly help: string
}

export const LAB_SCHEDULERS: readonly LabScheduler[] = [
  { name: 'default', version: '1.37', aliases: ['1.37.2'], places: 'cp', help: 'kube-scheduler 1.37.2' },
  { name: 'default', version: '1.34', aliases: ['1.34.7'], places: 'cosched34', help: 'kube-scheduler 1.34.7' },
  { name: 'default', version: '1.28', aliases: ['1.28.8'], places: 'cosched28', help: 'kube-scheduler 1.28.8' },
  { name: 'coscheduling', version: '0.34', aliases: ['0.34.7'], places: 'cosched34', help: 'coscheduling 0.34.7 in kube-scheduler 1.34.7' },
  { name: 'coscheduling', version: '0.28', aliases: ['0.28.9'], places: 'cosched28', help: 'coscheduling 0.28.9 in kube-scheduler 1.28.8' },
  {
    name: 'kueue',
    version: '0.14',
    aliases: ['0.14.0'],
    places: 'cp',
    queue: 'kueue14',
    help: 'Kueue 0.14.0 in front of kube-scheduler 1.37.2',
  },
  {
    name: 'kueue',
    version: '0.6.2',
    aliases: ['0.6'],
    places: 'cosched28',
    queue: 'kueue06',
    help: 'Kueue 0.6.2 in front of kube-scheduler 1.28.8',
  },
  {
    name: 'gang',
    version: '1.37',
    aliases: ['1.37.2'],
    places: 'cp',
    gates: ['GenericWorkload'],
    apis: ['scheduling.k8s.io/v1beta1'],
    help: 'native gang scheduling of kube-scheduler 1.37.2',
  },
  { name: 'volcano', version: '1.10', aliases: ['1.10.0'], places: 'volcano', help: 'the scheduler of Volcano 1.10.0' },
]

/**
 * `name` or `name@version` to the entry of the table.
 * @param where the flag or place, for the message
 * @example findLabScheduler('kueue@0.6', '--scheduler').version // '0.6.2'
 */
export function findLabScheduler(text: string, where: string): LabScheduler | Problem {
  const [name = '', version] = text.split('@')
  const versions = LAB_SCHEDULERS.filter((s) => s.name === name)
  const names = [...new Set<string>(LAB_SCHEDULERS.map((s) => s.name))]
  if (versions.length === 0) {
    return { where, expected: `a scheduler of the lab: ${names.join(', ')}`, got: JSON.stringify(text), todo: didYouMean(name, names) }
  }
  const found = version === undefined ? versions[0] : versions.find((s) => s.version === version || s.aliases.includes(version))
  if (found !== undefined) return found
  const known = versions.map((s) => s.version).join(', ')
  return {
    where,
    expected: `a version of ${name} that the lab has: ${known}`,
    got: JSON.stringify(version),
    todo: `write ${name} for ${name}@${versions[0]?.version}, or one of these versions`,
  }
}

/** Programs to be built for it, the supervisor and the control plane among them. */
export function programsFor(scheduler: LabScheduler): string[] {
  const { places, queue } = scheduler
  return [...new Set(['supervisor', 'cp', places, ...(queue === undefined ? [] : [queue])])]
}
