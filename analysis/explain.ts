/**
 * The decision trace of one job: every scheduling cycle its pods took part in, step by step, from the events of a run
 * that was asked to explain it. Ends with a check that what was asked, what was matched and what was bound agree.
 */
import type { Header, Outcome, RunEvent } from '../src/record/events.ts'
import { inSeconds } from '../src/units.ts'
import { checkAgreement, type Finding } from './explain-check.ts'

export interface Explained {
  readonly text: string
  readonly findings: readonly Finding[]
}

/** Events that belong to `job`, in order. Node lines and running totals belong to none. */
export function eventsOfJob(events: readonly RunEvent[], job: string): RunEvent[] {
  return events.filter((e) => 'job' in e && e.job === job)
}

/** Names of the jobs submitted in a run, in order. */
export function jobsOf(events: readonly RunEvent[]): string[] {
  return events.flatMap((e) => (e.kind === 'submit' ? [e.job] : []))
}

/**
 * One event as a line of the trace, without its time: who, then what.
 * @example describeEvent({ kind: 'released', pod: 'a-1', job: 'a', node: 'n3', cause: 'permit wait over', seq: 0, time: 0 }) // ['a-1', 'gives n3 back: permit wait over']
 */
export function describeEvent(e: RunEvent): readonly [who: string, what: string] {
  switch (e.kind) {
    case 'submit':
      return [e.job, `submitted: ${e.size} pods, ${e.need} of them needed at once`]
    case 'job-created':
      return [e.job, 'its object exists']
    case 'quota':
      return [e.job, `quota: ${e.what}${e.why === undefined ? '' : `: ${e.why}`}`]
    case 'admitted':
      return [e.job, 'admitted by the queue']
    case 'evicted':
      return [e.job, 'evicted by the queue']
    case 'pod-created':
      return [e.pod, `created, asks for ${e.cpu}m cpu and ${e.memory} bytes`]
    case 'queued':
      return [e.pod, `goes to the ${e.queue} queue: ${e.cause}${e.until === undefined ? '' : `, until ${inSeconds(e.until).toFixed(3)}s`}`]
    case 'step':
      return [e.pod ?? e.job, `${e.who}: ${e.what}`]
    case 'matched':
      return [
        e.pod,
        `Fluxion is asked for ${e.slots} slots of ${e.cpuPerSlot} cores: ${e.nodes === null ? 'refuses' : `gives ${e.nodes.join(', ')} (flux job ${e.flux})`}`,
      ]
    case 'cancelled':
      return [e.job, `flux job ${e.flux} is cancelled: ${e.cause}`]
    case 'reserved':
      return [e.pod, `holds ${e.node} while its group gathers`]
    case 'released':
      return [e.pod, `gives ${e.node} back: ${e.cause}`]
    case 'attempt': {
      const place = e.node === undefined ? '' : ` on ${e.node}`
      const refused = e.plugin === undefined ? '' : ` by ${e.plugin}`
      return [e.pod, `attempt ${e.number} ends: ${e.result}${place}${refused}${e.why === undefined ? '' : `: ${e.why}`}`]
    }
    case 'unschedulable':
      return [e.pod, `condition on the API: ${e.message}`]
    case 'bound':
      return [e.pod, `bound to ${e.node}`]
    case 'initialized':
      return [e.pod, 'init containers done']
    case 'running':
      return [e.pod, 'running']
    case 'ready':
      return [e.pod, 'ready']
    case 'ended':
      return [e.pod, `ended: ${e.phase}`]
    case 'deleting':
      return [e.pod, 'its deletion is asked for']
    case 'gone':
      return [e.pod, 'gone']
    case 'quorum':
      return [e.job, 'the quorum of brokers is online']
    case 'app-start':
      return [e.job, 'enough pods run: the application begins']
    case 'app-end':
      return [e.job, 'the application ends']
    case 'completed':
      return [e.job, e.failed === true ? 'seen to have failed' : 'seen to be complete']
    case 'delete-job':
      return [e.job, 'the experimenter deletes it']
    case 'job-gone':
      return [e.job, 'its object is gone']
    case 'submitted-all':
    case 'node':
    case 'reads':
      return ['', e.kind]
    default: {
      const never: never = e
      throw new Error(`event kind nobody handles: ${JSON.stringify(never)}`)
    }
  }
}

/** Whether a step opens a scheduling cycle: the scheduler has taken the pod from its queue. */
function opensCycle(e: RunEvent): boolean {
  return e.kind === 'step' && e.who === 'queue'
}

/**
 * The trace of `job` as text. Times are seconds since the run began; a blank line opens each scheduling cycle.
 * @throws RangeError when the run has no such job
 */
export function explain(
  run: { readonly header: Header; readonly events: readonly RunEvent[]; readonly outcome: Outcome },
  job: string,
): Explained {
  const own = eventsOfJob(run.events, job)
  if (own.length === 0) throw new RangeError(`job ${job}: not in this run`)
  const width = Math.max(...own.map((e) => describeEvent(e)[0].length))
  const lines = [`${job} under ${run.header.scheduler}, ${run.header.scenario}, seed ${run.header.seed}`, '']
  for (const e of own) {
    const [who, what] = describeEvent(e)
    if (opensCycle(e)) lines.push('')
    lines.push(`${inSeconds(e.time).toFixed(6).padStart(12)}s  ${who.padEnd(width)}  ${what}`)
  }
  const findings = checkAgreement(own)
  lines.push('', `check: asked, matched and bound${findings.every((f) => f.ok) ? ' agree' : ' do not agree'}`)
  for (const f of findings) lines.push(`  ${f.ok ? 'ok' : 'NO'}  ${f.what}`)
  return { text: `${lines.join('\n')}\n`, findings }
}
