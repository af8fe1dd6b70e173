/**
 * Every kind of line with its fields, in the order in which they are written: what the writer follows and the reader
 * checks. A new event or field is declared in `events.ts` or `notes.ts` and here; the types make sure of both.
 */
import type { RunEvent, Stamps } from './events.ts'

/** `text?` is a field that may be absent; `texts|null` a list of texts or null; 'a|b' one of these words. */
export type FieldType =
  | 'text'
  | 'text?'
  | 'whole'
  | 'whole?'
  | 'flag?'
  | 'texts|null'
  | { readonly words: readonly string[]; readonly optional?: true }

type Kind = RunEvent['kind']
type FieldsOf<K extends Kind> = Exclude<keyof Extract<RunEvent, { kind: K }>, keyof Stamps | 'kind'>

export const FIELDS: { readonly [K in Kind]: Readonly<Record<FieldsOf<K>, FieldType>> } = {
  submit: { job: 'text', size: 'whole', need: 'whole' },
  'job-created': { job: 'text' },
  admitted: { job: 'text' },
  evicted: { job: 'text' },
  'pod-created': { pod: 'text', job: 'text', index: 'whole', cpu: 'whole', memory: 'whole' },
  unschedulable: { pod: 'text', job: 'text', message: 'text' },
  bound: { pod: 'text', job: 'text', index: 'whole', node: 'text' },
  initialized: { pod: 'text', job: 'text' },
  running: { pod: 'text', job: 'text' },
  ready: { pod: 'text', job: 'text' },
  ended: { pod: 'text', job: 'text', phase: { words: ['Succeeded', 'Failed'] } },
  deleting: { pod: 'text', job: 'text' },
  gone: { pod: 'text', job: 'text' },
  quorum: { job: 'text' },
  'app-start': { job: 'text' },
  'app-end': { job: 'text' },
  completed: { job: 'text', failed: 'flag?' },
  'delete-job': { job: 'text' },
  'job-gone': { job: 'text' },
  'submitted-all': {},
  node: {
    node: 'text',
    cpu: 'whole',
    memory: 'whole',
    pods: 'whole',
    zone: 'text',
    usedCpu: 'whole',
    usedMemory: 'whole',
  },
  attempt: {
    pod: 'text',
    job: 'text',
    result: { words: ['bound', 'unschedulable', 'waiting', 'rejected', 'error', 'skipped'] },
    number: 'whole',
    plugin: 'text?',
    why: 'text?',
    node: 'text?',
  },
  reserved: { pod: 'text', job: 'text', node: 'text' },
  released: { pod: 'text', job: 'text', node: 'text', cause: 'text' },
  queued: {
    pod: 'text',
    job: 'text',
    queue: { words: ['active', 'backoff', 'unschedulable', 'gated'] },
    cause: 'text',
    until: 'whole?',
  },
  step: { job: 'text', pod: 'text?', who: 'text', what: 'text' },
  matched: { job: 'text', pod: 'text', slots: 'whole', cpuPerSlot: 'whole', nodes: 'texts|null', flux: 'whole' },
  cancelled: { job: 'text', flux: 'whole', cause: 'text' },
  reads: { total: 'whole' },
  quota: {
    job: 'text',
    what: { words: ['pending', 'inadmissible', 'blocked', 'admitted', 'evicted', 'deactivated'] },
    why: 'text?',
  },
}

/** What every event has, written before its other fields and its kind. */
export const STAMPS: Readonly<Record<keyof Stamps, FieldType>> = { seq: 'whole', time: 'whole', reported: 'whole?' }

/** Kinds that any client of the API can see; the others are marked *model only*. */
export const SEEN_BY_BOTH: ReadonlySet<string> = new Set<Kind>([
  'submit',
  'job-created',
  'admitted',
  'evicted',
  'pod-created',
  'unschedulable',
  'bound',
  'initialized',
  'running',
  'ready',
  'ended',
  'deleting',
  'gone',
  'quorum',
  'app-start',
  'app-end',
  'completed',
  'delete-job',
  'job-gone',
  'submitted-all',
  'node',
])

/** What is expected of a field, in words, or undefined if `value` is that. */
export function unexpected(field: FieldType, value: unknown): string | undefined {
  if (typeof field === 'object') {
    if ((field.optional === true && value === undefined) || field.words.includes(value as string)) return undefined
    return `one of ${field.words.join(', ')}`
  }
  switch (field) {
    case 'text':
      return typeof value === 'string' ? undefined : 'text'
    case 'text?':
      return value === undefined || typeof value === 'string' ? undefined : 'text, or no such field'
    case 'whole':
      return Number.isSafeInteger(value) ? undefined : 'a whole number'
    case 'whole?':
      return value === undefined || Number.isSafeInteger(value) ? undefined : 'a whole number, or no such field'
    case 'flag?':
      return value === undefined || typeof value === 'boolean' ? undefined : 'true or false, or no such field'
    case 'texts|null':
      return value === null || (Array.isArray(value) && value.every((v) => typeof v === 'string')) ? undefined : 'a list of texts, or null'
    default: {
      field satisfies never
      return 'a known type'
    }
  }
}
