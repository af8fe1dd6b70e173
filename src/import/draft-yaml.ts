/** A draft as a scenario file that a person can read and edit. */
import type { Draft, Entry, Text } from './draft.ts'

/** What YAML reads as this very text where it stands inside a list or map of one line. */
function word(text: string): string {
  return /^[\w./+-][\w./:+@-]*$/.test(text) && !text.endsWith(':') ? text : JSON.stringify(text)
}

function value(text: Text): string {
  return typeof text === 'string' ? word(text) : `[${text.map(word).join(', ')}]`
}

function record(fields: Readonly<Record<string, Text>>): string {
  return `{ ${Object.entries(fields)
    .map(([key, text]) => `${key}: ${value(text)}`)
    .join(', ')} }`
}

function list(path: string, entries: readonly Entry[] | undefined): string[] {
  if (entries === undefined) return []
  return ['', `${path}:`, ...entries.map(({ fields }) => `  - ${record(fields)}`)]
}

/** Lines of comment, none longer than a screen is wide. */
function comment(text: string): string[] {
  const lines = ['#']
  for (const one of text.split(/\s+/)) {
    if (`${lines.at(-1)} ${one}`.length > 120) lines.push('#  ')
    lines[lines.length - 1] += ` ${one}`
  }
  return lines
}

/**
 * @example draftYaml({ title: 't', schedulers: ['default'], settings: {}, jobs: [{ where: '', fields: { size: '2' } }], notes: [], rejected: [] })
 * // 'title: "t"\n\nschedulers:\n  - default\n\nworkload.jobs:\n  - { size: 2 }\n'
 */
export function draftYaml(draft: Draft): string {
  const left = draft.rejected.map((p) => `left out: ${p.where}: ${p.got}`)
  const said = [...draft.notes, ...left.slice(0, MOST_LEFT), ...(left.length > MOST_LEFT ? [`and ${left.length - MOST_LEFT} more`] : [])]
  const lines = [
    ...said.flatMap(comment),
    `title: ${JSON.stringify(draft.title)}`,
    '',
    'schedulers:',
    ...draft.schedulers.map((s) => `  - ${typeof s === 'string' ? word(s) : `{ name: ${word(s.name)}, set: ${record(s.set)} }`}`),
    ...(Object.keys(draft.settings).length > 0 ? [''] : []),
    ...Object.entries(draft.settings).map(([path, text]) => `${path}: ${value(text)}`),
    ...list('cluster.pools', draft.pools),
    ...list('workload.jobs', draft.jobs),
  ]
  return `${lines.join('\n')}\n`
}

const MOST_LEFT = 20
