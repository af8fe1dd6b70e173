/** What a plugin is given by its scheduler, for tests of what a plugin decides by itself. */
import type { Handle } from '../../src/actors/scheduler/framework.ts'
import type { Pod } from '../../src/objects/index.ts'
import { ScriptHost } from './script-host.ts'

/** Nobody waits, nobody is assigned, reads are free; `members` are the pods of every group. */
export function aHandle(given: Partial<Handle> & { readonly pods?: readonly Pod[] } = {}): Handle {
  const { pods, ...rest } = given
  return {
    host: new ScriptHost(),
    waiting: () => [],
    reject: () => {},
    allow: () => {},
    assigned: () => 0,
    members: (group) => (pods ?? []).filter((p) => p.podGroup === group),
    nodeName: (node) => `n${node}`,
    nodeNamed: (name) => Number(name.slice(1)),
    read: (_n, then) => then(),
    ...rest,
  }
}
