/**
 * Fragmentation: the part of the window in which some pending pod asks for no more cpu and memory than is free on all nodes
 * together, and yet fits on none.
 */
import type { PodRow } from '../../src/record/rows.ts'
import type { Time } from '../../src/units.ts'
import type { RunView } from '../run-view.ts'

interface Free {
  cpu: number
  memory: number
}

interface Step {
  readonly at: Time
  readonly pod: PodRow
  /** +1: begins to wait; -1: waits no more; 2: takes its place; -2: gives it back */
  readonly what: 1 | -1 | 2 | -2
}

function stepsOf(pods: readonly PodRow[], end: Time): Step[] {
  const steps: Step[] = []
  for (const pod of pods) {
    if (pod.created !== undefined) {
      steps.push(
        { at: pod.created, pod, what: 1 },
        { at: Math.min(pod.bound ?? end, pod.deleting ?? end, pod.freed ?? end), pod, what: -1 },
      )
    }
    if (pod.bound !== undefined) {
      steps.push({ at: pod.bound, pod, what: 2 })
      if (pod.freed !== undefined) steps.push({ at: pod.freed, pod, what: -2 })
    }
  }
  // places are given back before they are taken, and taken before anybody is asked whether he waits in vain
  const order = { '-2': 0, '2': 1, '-1': 2, '1': 3 } as const
  return steps.sort((a, b) => a.at - b.at || order[a.what] - order[b.what])
}

function inVain(waiting: ReadonlyMap<string, { readonly pod: PodRow; readonly n: number }>, free: readonly Free[]): boolean {
  if (waiting.size === 0) return false
  const cpu = free.reduce((sum, f) => sum + f.cpu, 0)
  const memory = free.reduce((sum, f) => sum + f.memory, 0)
  for (const { pod } of waiting.values()) {
    if (pod.cpu <= cpu && pod.memory <= memory && !free.some((f) => pod.cpu <= f.cpu && pod.memory <= f.memory)) return true
  }
  return false
}

/** A share from 0 to 1; undefined where the record names no nodes or the window is empty. */
export function fragmentation(view: RunView): number | undefined {
  const { from, to } = view.window
  if (to <= from || view.nodes.length === 0) return undefined
  const free = new Map<string, Free>(view.nodes.map((n) => [n.node, { cpu: n.cpu - n.usedCpu, memory: n.memory - n.usedMemory }]))
  const nodes = [...free.values()]
  // waiting pods by request: those that ask for the same wait in vain together
  const waiting = new Map<string, { pod: PodRow; n: number }>()
  let sum = 0
  let at = from
  let fragmented = false
  const steps = stepsOf(view.pods, to)
  for (let i = 0; i < steps.length; i++) {
    const { at: time, pod, what } = steps[i] as Step
    if (time > at) {
      if (fragmented) sum += Math.min(time, to) - Math.min(at, to)
      at = time
    }
    const node = pod.node === undefined ? undefined : free.get(pod.node)
    if (Math.abs(what) === 2 && node !== undefined) {
      node.cpu -= pod.cpu * Math.sign(what)
      node.memory -= pod.memory * Math.sign(what)
    } else if (Math.abs(what) === 1) {
      const key = `${pod.cpu} ${pod.memory}`
      const entry = waiting.get(key) ?? { pod, n: 0 }
      entry.n += what
      if (entry.n > 0) waiting.set(key, entry)
      else waiting.delete(key)
    }
    if (steps[i + 1]?.at !== time) fragmented = inVain(waiting, nodes)
  }
  if (fragmented && to > at) sum += to - at
  return sum / (to - from)
}
