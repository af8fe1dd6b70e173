/** What a pod asks for and what a node offers. Whole numbers; 0 means none. */
export interface Resources {
  /** millicores */
  readonly cpu: number
  /** bytes */
  readonly memory: number
  /** pods */
  readonly pods: number
  /** devices */
  readonly gpu: number
}

export const NO_RESOURCES: Resources = { cpu: 0, memory: 0, pods: 0, gpu: 0 }

export function plus(a: Resources, b: Resources): Resources {
  return { cpu: a.cpu + b.cpu, memory: a.memory + b.memory, pods: a.pods + b.pods, gpu: a.gpu + b.gpu }
}

export function minus(a: Resources, b: Resources): Resources {
  return { cpu: a.cpu - b.cpu, memory: a.memory - b.memory, pods: a.pods - b.pods, gpu: a.gpu - b.gpu }
}

/** Whether `request` fits into `free`, resource by resource. Equality fits. */
export function fits(request: Resources, free: Resources): boolean {
  return request.cpu <= free.cpu && request.memory <= free.memory && request.pods <= free.pods && request.gpu <= free.gpu
}
