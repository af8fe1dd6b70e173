/** Machine types and what one node of each offers to pods: `data/machines.yaml`. */
import { ExperimentError, type Problem } from '../errors.ts'
import type { Resources } from '../resources.ts'
import { describe, readYaml } from './given.ts'
import { type Parameter, recordOf } from './parameter.ts'
import { cpu, decimalNumber, memory, text, wholeNumber } from './value-types.ts'

export interface Machine {
  readonly name: string
  readonly allocatable: Resources
  /** what the kubelet sees before anything is reserved */
  readonly capacity?: { readonly cpu: number; readonly memory: number }
  /** of one node-hour */
  readonly price?: number
}

export type Machines = ReadonlyMap<string, Machine>

const field = <T>(path: string, type: Parameter<T>['type']): Parameter<T> => ({
  path,
  type,
  default: null,
  help: path,
  source: 'data/machines.yaml',
})

const CAPACITY = recordOf('capacity', { cpu: field('capacity.cpu', cpu()), memory: field('capacity.memory', memory()) })

const ENTRY = recordOf('machine type', {
  cpu: field('cpu', cpu({ min: 1 })),
  memory: field('memory', memory()),
  pods: field('pods', wholeNumber({ min: 1 })),
  gpu: field('gpu', wholeNumber()),
  capacity: field('capacity', CAPACITY),
  price: field('price', decimalNumber()),
  source: field('source', text(/./, 'where the values come from', 'say who measured or computed them')),
})

/**
 * Reads a table of machine types.
 * @throws ExperimentError with every mistake
 */
export function readMachines(yaml: string, file: string): Machines {
  const given = readYaml(yaml, file)
  const problems: Problem[] = []
  const machines = new Map<string, Machine>()
  if (given.kind !== 'map') {
    throw new ExperimentError([
      { where: given.where, expected: 'a map of machine types', got: describe(given), todo: 'write NAME: {cpu: 4, ...}' },
    ])
  }
  for (const [name, entry] of given.entries) {
    const value = ENTRY.read(entry.given, { report: (p) => problems.push(p), calibration: () => undefined })
    if (value === undefined) continue
    if (value.cpu === undefined || value.memory === undefined || value.pods === undefined || value.source === undefined) {
      problems.push({
        where: entry.where,
        expected: 'cpu, memory, pods and source',
        got: 'fewer',
        todo: 'copy the entry "plain" and change it',
      })
      continue
    }
    const allocatable = { cpu: value.cpu, memory: value.memory, pods: value.pods, gpu: value.gpu ?? 0 }
    const { capacity, price } = value
    machines.set(name, {
      name,
      allocatable,
      ...(capacity?.cpu === undefined || capacity.memory === undefined ? {} : { capacity: { cpu: capacity.cpu, memory: capacity.memory } }),
      ...(price === undefined ? {} : { price }),
    })
  }
  if (problems.length > 0) throw new ExperimentError(problems)
  return machines
}
