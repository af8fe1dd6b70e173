/** What the pod of a Kubernetes pod spec asks for, as its scheduler counts it (semantics 1.6). */
import type { Resources } from '../resources.ts'
import { parseQuantity } from './quantity.ts'

interface ResourceList {
  readonly [name: string]: unknown
}

interface Requirements {
  readonly requests?: ResourceList
  readonly limits?: ResourceList
}

export interface Container {
  readonly name?: string
  readonly resources?: Requirements
  /** of an init container: Always makes it a sidecar, which stays */
  readonly restartPolicy?: string
}

/** The fields of a pod spec that decide where it fits, as the API has them. */
export interface PodSpec {
  readonly containers?: readonly Container[]
  readonly initContainers?: readonly Container[]
  readonly overhead?: ResourceList
  /** of the whole pod (Kubernetes 1.34): counts instead of its containers' */
  readonly resources?: Requirements
}

export interface PodRequest {
  readonly request: Resources
  /** containers that say nothing of cpu (memory): the scores count something for each (semantics 1.7.1) */
  readonly containersWithoutCpu: number
  readonly containersWithoutMemory: number
  /** quantities that cannot be read, as `name: value`; they count as nothing */
  readonly unreadable: readonly string[]
  /** names of resources that are asked for and not modelled: ephemeral-storage, devices that are no gpu, ... */
  readonly others: readonly string[]
}

type Amounts = Readonly<Record<'cpu' | 'memory' | 'gpu', number>>

const NONE: Amounts = { cpu: 0, memory: 0, gpu: 0 }
const add = (a: Amounts, b: Amounts): Amounts => ({ cpu: a.cpu + b.cpu, memory: a.memory + b.memory, gpu: a.gpu + b.gpu })
const most = (a: Amounts, b: Amounts): Amounts => ({
  cpu: Math.max(a.cpu, b.cpu),
  memory: Math.max(a.memory, b.memory),
  gpu: Math.max(a.gpu, b.gpu),
})

/** Which of our resources a name of Kubernetes is. Devices are named by their maker: nvidia.com/gpu, amd.com/gpu. */
function resourceOf(name: string): keyof Amounts | undefined {
  if (name === 'cpu' || name === 'memory') return name
  return name.endsWith('/gpu') ? 'gpu' : undefined
}

class Reader {
  readonly unreadable: string[] = []
  readonly others = new Set<string>()

  amounts(list: ResourceList | undefined): Amounts {
    const found: Record<keyof Amounts, number> = { ...NONE }
    for (const [name, value] of Object.entries(list ?? {})) {
      const resource = resourceOf(name)
      if (resource === undefined) {
        this.others.add(name)
        continue
      }
      const amount = parseQuantity(value, resource === 'cpu' ? 1000 : 1)
      if (amount === undefined) this.unreadable.push(`${name}: ${String(value)}`)
      else found[resource] += amount
    }
    return found
  }
}

/** What is not requested but limited is requested at its limit: the API server fills that in. */
function requestsOf(given: Requirements | undefined): ResourceList {
  return { ...given?.limits, ...given?.requests }
}

/**
 * The request of a pod: for each resource the larger of the sum over its containers and of the largest init container,
 * with the sidecars that run beside it, and the overhead of its runtime class.
 * @example requestOf({ containers: [{ resources: { requests: { cpu: '1500m' } } }, { resources: { limits: { cpu: 1 } } }] }).request
 * // { cpu: 2500, memory: 0, pods: 1, gpu: 0 }
 */
export function requestOf(spec: PodSpec): PodRequest {
  const reader = new Reader()
  const lists = (spec.containers ?? []).map((c) => requestsOf(c.resources))
  let running = lists.reduce((sum: Amounts, list) => add(sum, reader.amounts(list)), NONE)
  let sidecars = NONE
  let starting = NONE
  for (const container of spec.initContainers ?? []) {
    const own = reader.amounts(requestsOf(container.resources))
    if (container.restartPolicy === 'Always') {
      sidecars = add(sidecars, own)
      starting = most(starting, sidecars)
    } else starting = most(starting, add(sidecars, own))
  }
  running = add(running, sidecars)
  const whole = requestsOf(spec.resources)
  const found = add({ ...most(running, starting), ...given(whole, reader.amounts(whole)) }, reader.amounts(spec.overhead))
  const without = (name: 'cpu' | 'memory'): number => lists.filter((list) => list[name] === undefined).length
  return {
    request: { cpu: found.cpu, memory: found.memory, pods: 1, gpu: found.gpu },
    containersWithoutCpu: without('cpu'),
    containersWithoutMemory: without('memory'),
    unreadable: reader.unreadable,
    others: [...reader.others],
  }
}

/** Those of the amounts that the list names. */
function given(list: ResourceList, amounts: Amounts): Partial<Amounts> {
  const named = new Set(Object.keys(list).map(resourceOf))
  return Object.fromEntries(Object.entries(amounts).filter(([name]) => named.has(name as keyof Amounts)))
}
