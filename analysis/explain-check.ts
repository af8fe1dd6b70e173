/**
 * Whether what was asked for a job, what was matched for it and what was bound agree. *Asked*: the pods of its size.
 * *Matched*: the node its scheduler chose for each pod, and where there is a Fluxion the nodes it gave for the job.
 * *Bound*: what the API shows.
 */
import type { RunEvent } from '../src/record/events.ts'

export interface Finding {
  readonly ok: boolean
  readonly what: string
}

type EventOf<K extends RunEvent['kind']> = Extract<RunEvent, { kind: K }>

function ofKind<K extends RunEvent['kind']>(events: readonly RunEvent[], kind: K): EventOf<K>[] {
  return events.filter((e): e is EventOf<K> => e.kind === kind)
}

/** Checks the events of one job (all of them, in order). */
export function checkAgreement(events: readonly RunEvent[]): Finding[] {
  const findings = [...checkPods(events), ...checkChoices(events)]
  return ofKind(events, 'matched').length === 0 ? findings : [...findings, ...checkFluxion(events)]
}

/** Every pod asked for exists and has a node. A pod that took the place of a failed one counts for the same index. */
function checkPods(events: readonly RunEvent[]): Finding[] {
  const size = ofKind(events, 'submit')[0]?.size ?? 0
  const created = new Set(ofKind(events, 'pod-created').map((e) => e.index)).size
  const bound = new Set(ofKind(events, 'bound').map((e) => e.index)).size
  return [
    { ok: created === size, what: `asked for ${size} pods, ${created} were created` },
    { ok: bound === size, what: `asked for ${size} pods, ${bound} were bound` },
  ]
}

/** The API binds each pod to the node that its scheduler chose last, and binds it once. */
function checkChoices(events: readonly RunEvent[]): Finding[] {
  const chosen = new Map<string, string>()
  const wrong: string[] = []
  const places = new Map<string, string>()
  for (const e of events) {
    if (e.kind === 'attempt' && e.node !== undefined) chosen.set(e.pod, e.node)
    if (e.kind === 'released') chosen.delete(e.pod)
    if (e.kind !== 'bound') continue
    if (places.has(e.pod)) wrong.push(`${e.pod} was bound to ${places.get(e.pod)} and again to ${e.node}`)
    places.set(e.pod, e.node)
    if (chosen.get(e.pod) !== e.node) wrong.push(`${e.pod} was given ${chosen.get(e.pod) ?? 'no node'} and bound to ${e.node}`)
  }
  if (places.size === 0 && chosen.size === 0) return [{ ok: true, what: 'no pod was given a node, none was bound' }]
  if (wrong.length > 0) return wrong.map((what) => ({ ok: false, what }))
  return [{ ok: true, what: `each of ${places.size} bound pods is where its scheduler put it` }]
}

interface Allocation {
  readonly flux: number
  readonly slots: number
  readonly nodes: readonly string[]
}

/** One allocation at a time, with a node for each slot; each pod bound to a node that is allocated to its job then. */
function checkFluxion(events: readonly RunEvent[]): Finding[] {
  const findings: Finding[] = []
  const live = new Map<number, Allocation>()
  const used = new Map<number, string[]>()
  let given = 0
  let right = 0
  for (const e of events) {
    if (e.kind === 'matched' && e.nodes !== null) {
      given++
      if (live.size > 0) {
        findings.push({
          ok: false,
          what: `fluxion: flux job ${e.flux} was given while ${[...live.keys()].join(', ')} held places too (double booking)`,
        })
      }
      if (e.nodes.length !== e.slots)
        findings.push({ ok: false, what: `fluxion: asked for ${e.slots} slots, ${e.nodes.length} entries came (flux job ${e.flux})` })
      live.set(e.flux, { flux: e.flux, slots: e.slots, nodes: e.nodes })
    } else if (e.kind === 'cancelled') live.delete(e.flux)
    else if (e.kind === 'bound') {
      const owner = [...live.values()].find((a) => count(a.nodes, e.node) > count(used.get(a.flux) ?? [], e.node))
      if (owner === undefined) {
        const held = [...live.values()].flatMap((a) => a.nodes)
        findings.push({
          ok: false,
          what: `fluxion: ${e.pod} was bound to ${e.node}, ${held.length === 0 ? 'while nothing was allocated to its job' : `allocated were ${held.join(', ')}`}`,
        })
      } else {
        right++
        used.set(owner.flux, [...(used.get(owner.flux) ?? []), e.node])
      }
    }
  }
  const asked = ofKind(events, 'matched').length
  findings.push({ ok: given > 0 || right === 0, what: `fluxion: asked ${asked} times, gave ${given}, ${right} pods bound where it said` })
  return findings
}

function count(list: readonly string[], name: string): number {
  return list.filter((n) => n === name).length
}
