/** May we do what a run does? */
import { type Check, fail, ok } from './check.ts'
import type { ClusterFacts } from './facts.ts'

/** One line for each resource; what is refused is named by its verbs. */
export function rightChecks(facts: ClusterFacts): Check[] {
  const refused = new Map<string, string[]>()
  for (const p of facts.permissions) {
    if (p.allowed) continue
    const what = `${p.resource}${p.group === '' ? '' : `.${p.group}`}`
    refused.set(what, [...(refused.get(what) ?? []), p.verb])
  }
  if (refused.size === 0) return [ok('permissions', `all ${facts.permissions.length} that a run needs`)]
  return [...refused].map(([what, verbs]) =>
    fail(`permission on ${what}`, `not allowed: ${verbs.join(', ')}`, 'ask for the role in live/schedulers/rbac/runner.yaml'),
  )
}

export function namespaceChecks(facts: ClusterFacts): Check[] {
  const { name, exists, going } = facts.namespace
  if (going) return [fail(`namespace ${name}`, 'is being deleted', 'wait until it is gone, or use another (--namespace)')]
  return exists ? [ok(`namespace ${name}`, 'there')] : [fail(`namespace ${name}`, 'not there', `kubectl create namespace ${name}`)]
}
