/** How a MiniCluster starts its application (semantics 4.3). */

export interface FluxLaunch {
  /** brokers that must be online before the instance starts */
  readonly quorum: number
  /** nodes asked for by the launch command (`-N`); absent: only tasks are asked for */
  readonly nodes?: number
  /** tasks asked for (`-n`); absent: one a node */
  readonly tasks?: number
}

/**
 * Quorum and launch command of a MiniCluster.
 * @param minSize 0: not set
 * @param maxSize 0: not set, then `size`
 * @param tasks 0: not set
 * @example fluxLaunch(4, 2, 0, 16) // { quorum: 2, nodes: 4, tasks: 16 }
 */
export function fluxLaunch(size: number, minSize: number, maxSize: number, tasks: number): FluxLaunch {
  const most = maxSize === 0 ? size : maxSize
  const quorum = minSize !== 0 ? minSize : most === size ? most : size
  if (tasks === 0) return { quorum, nodes: size }
  return tasks >= size ? { quorum, nodes: size, tasks } : { quorum, tasks }
}

/**
 * Pods that must run at once for a MiniCluster's job to progress: all with `-N size`, else the quorum.
 * @example fluxNeed(4, 2, 16) // 4
 * @example fluxNeed(4, 2, 2) // 2
 */
export function fluxNeed(size: number, minSize: number, tasks: number, maxSize = 0): number {
  const launch = fluxLaunch(size, minSize, maxSize, tasks)
  return launch.nodes ?? launch.quorum
}
