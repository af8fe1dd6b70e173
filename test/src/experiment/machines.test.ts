/** The table of machine types. */
import { describe, expect, it } from 'vitest'
import { loadMachines } from '../../../cli/scenario-files.ts'
import { readMachines } from '../../../src/experiment/machines.ts'
import { problemsOf } from '../../support/scenarios.ts'

const MI = 1024 ** 2

/** cpu that GKE leaves to pods, in millicores: the share of each core by its number. */
function gkeCpu(millicores: number): number {
  let free = 0
  for (let core = 1; core <= millicores / 1000; core++) free += 1000 - (core === 1 ? 60 : core === 2 ? 10 : core <= 4 ? 5 : 2.5)
  return free
}

/** memory that GKE leaves to pods, in MiB. */
function gkeMemory(mib: number): number {
  const bands = [
    [4, 0.25],
    [4, 0.2],
    [8, 0.1],
    [112, 0.06],
    [Number.POSITIVE_INFINITY, 0.02],
  ] as const
  let left = mib
  let reserved = 100
  for (const [gib, share] of bands) {
    const part = Math.min(left, gib * 1024)
    reserved += part * share
    left -= part
  }
  return mib - reserved
}

describe('the machine types', () => {
  const machines = [...loadMachines().values()]

  it('hold the one of the recorded clusters, as measured', () => {
    const measured = machines.find((m) => m.name === 'c2d-standard-8-one-thread')
    expect(measured?.allocatable).toEqual({ cpu: 3920, memory: 29_085_840 * 1024, pods: 110, gpu: 0 })
    // the formula gives its cpu exactly, its memory to a tenth of a MiB
    expect(gkeCpu(measured?.capacity?.cpu ?? 0)).toBe(3920)
    expect(Math.abs(gkeMemory((measured?.capacity?.memory ?? 0) / MI) - 29_085_840 / 1024)).toBeLessThan(0.1)
  })

  it.each(machines.filter((m) => m.capacity !== undefined && m.name !== 'c2d-standard-8-one-thread').map((m) => [m.name, m] as const))(
    '%s offers what the formula leaves',
    (name, machine) => {
      const { cpu = 0, memory = 0 } = machine.capacity ?? {}
      expect(machine.allocatable.cpu).toBe(Math.floor(gkeCpu(cpu)))
      expect(machine.allocatable.memory / MI).toBe(Math.floor(gkeMemory(memory / MI)))
      // the number in the name is that of virtual CPUs
      expect(cpu / 1000).toBe(Number(/-(\d+)/.exec(name)?.[1]) / (name.endsWith('one-thread') ? 2 : 1))
    },
  )
})

describe('a table of machine types', () => {
  it('tells every mistake with its place', () => {
    const table = 'a: { cpu: 4, memory: 16Gi, pods: 110, source: me }\nb: { cpu: 4, memory: 16GB }\nc: { cpu: 4 }'
    expect(problemsOf(() => readMachines(table, 'machines.yaml'))).toEqual([
      'machines.yaml:2:22 b.memory: expected memory, got "16GB"\n  write bytes with a unit of Kubernetes: 400Mi, 2Gi, 29085840Ki, 2G',
      'machines.yaml:3:1 c: expected cpu, memory, pods and source, got fewer\n  copy the entry "plain" and change it',
    ])
    expect(problemsOf(() => readMachines('- a', 'machines.yaml'))).toHaveLength(1)
  })
})
