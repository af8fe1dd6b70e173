/** The parameters of a run of data/lab, from the `begin` line of its file. */
import { ExperimentError, type Problem } from '../../src/errors.ts'
import { formatCpu, formatDuration, parseCpu } from '../../src/experiment/quantities.ts'
import { type Duration, seconds } from '../../src/units.ts'

export interface LabParameters {
  readonly jobs: number
  /** between the starts of two submissions */
  readonly gap: Duration
  readonly grace: Duration
  readonly seed: number
  readonly nodes: number
  /** the recording ends then, whatever the state */
  readonly limit: Duration
  /** the recording ends when no job was done for so long */
  readonly stall: Duration
  /** millicores a pod requests */
  readonly cpu: number
  /** the same for pods of jobs of 2, where it differs */
  readonly cpu2?: number
  /** millicores that the system pod of each node requests */
  readonly systemCpu: number
  readonly podGroupTimeout?: Duration
  /** ping: index 0 ends alone, the others sleep. lammps: every pod ends */
  readonly style: 'ping' | 'lammps'
}

/** What the recording program took when `stall` was not given: cosched28-seed2 ended 241 s after its last job. */
const STALL = seconds(240)

/**
 * @param where file and line, for the message
 * @throws ExperimentError with every field that is missing or no number
 * @example labParameters({ jobs: '50', gap: '0.3', grace: '5', seed: '1', nodes: '24', limit: '900', cpu: '2', sys: '600m' }, 'a.jsonl:1').grace // 5_000_000
 */
export function labParameters(given: Readonly<Record<string, unknown>>, where: string): LabParameters {
  const problems: Problem[] = []
  const refuse = (name: string, expected: string): void => {
    problems.push({
      where: `${where}: P.${name}`,
      expected,
      got: JSON.stringify(given[name]) ?? 'nothing',
      todo: 'restore the file from data/lab',
    })
  }
  const number = (name: string): number => {
    const value = Number(given[name])
    if (typeof given[name] !== 'string' || !Number.isFinite(value)) refuse(name, 'a number')
    return value
  }
  const cpu = (name: string): number => {
    const value = parseCpu(String(given[name]))
    if (value === undefined) refuse(name, 'cpu')
    return value ?? 0
  }
  const optional = <T>(name: string, read: (name: string) => T): T | undefined => (given[name] === undefined ? undefined : read(name))
  const cpu2 = optional('cpu2', cpu)
  const timeout = optional('pgtimeout', number)
  const stall = optional('stall', number)
  const style = given.style ?? 'ping'
  if (style !== 'ping' && style !== 'lammps') refuse('style', 'ping or lammps')
  const parameters: LabParameters = {
    jobs: number('jobs'),
    gap: seconds(number('gap')),
    grace: seconds(number('grace')),
    seed: number('seed'),
    nodes: number('nodes'),
    limit: seconds(number('limit')),
    stall: stall === undefined ? STALL : seconds(stall),
    cpu: cpu('cpu'),
    ...(cpu2 === undefined ? {} : { cpu2 }),
    systemCpu: cpu('sys'),
    ...(timeout === undefined ? {} : { podGroupTimeout: seconds(timeout) }),
    style: style === 'lammps' ? 'lammps' : 'ping',
  }
  if (problems.length > 0) throw new ExperimentError(problems)
  return parameters
}

/** Jobs of one iteration: sizes 2 to 6. */
const SIZES = 5

/**
 * The same as `path=value`, for the scenarios `lab` and `lab-run8mix`. Permit wait and PodGroups are not in the file: the
 * scenario and the catalogue have them.
 * @example labSets(labParameters({ jobs: '50', gap: '0.3', grace: '5', seed: '1', nodes: '24', limit: '900', cpu: '2', sys: '600m' }, 'a'))[0] // 'cluster.nodes=24'
 */
export function labSets(p: LabParameters): readonly string[] {
  return [
    `cluster.nodes=${p.nodes}`,
    `cluster.system.cpu=${formatCpu(p.systemCpu)}`,
    `workload.cpu=${formatCpu(p.cpu)}`,
    `workload.iterations=${p.jobs / SIZES}`,
    `experimenter.gap=${formatDuration(p.gap)}`,
    `experimenter.grace=${formatDuration(p.grace)}`,
    ...(p.podGroupTimeout === undefined ? [] : [`experimenter.podGroupTimeout=${formatDuration(p.podGroupTimeout)}`]),
  ]
}
