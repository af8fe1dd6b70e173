/**
 * A scenario made from what people have: a trace, a table, manifests, a cluster. Every value is text as a scenario file has
 * it and remembers where it came from, so a mistake in it is told at its place in the file that was given.
 */
import type { Problem } from '../errors.ts'
import type { Given, GivenMap } from '../experiment/given.ts'

export type Text = string | readonly string[]

/** A job of `workload.jobs`, or a pool of `cluster.pools`: fields as they are declared there. */
export interface Entry {
  readonly where: string
  readonly fields: Readonly<Record<string, Text>>
  /** places of single fields, where they have one of their own */
  readonly places?: Readonly<Record<string, string>>
}

export interface Draft {
  readonly title: string
  readonly schedulers: readonly (string | { readonly name: string; readonly set: Readonly<Record<string, string>> })[]
  /** path -> value, without jobs and pools */
  readonly settings: Readonly<Record<string, Text>>
  readonly pools?: readonly Entry[]
  readonly jobs: readonly Entry[]
  /** what was assumed, and what was read but is not modelled: one sentence each */
  readonly notes: readonly string[]
  /** what was left out, each with its reason */
  readonly rejected: readonly Problem[]
}

/** Compared unless others are asked for. */
export const ALL_SCHEDULERS: Draft['schedulers'] = ['default', 'coscheduling', 'fluence', 'kueue', 'gang']

function given(text: Text, where: string): Given {
  if (typeof text === 'string') return { kind: 'scalar', text, value: text, where }
  return { kind: 'list', items: text.map((one) => given(one, where)), where }
}

function map(entries: readonly (readonly [string, Given])[], where: string): GivenMap {
  return { kind: 'map', entries: new Map(entries.map(([key, value]) => [key, { where: value.where, given: value }])), where }
}

function entryGiven(entry: Entry): Given {
  return map(
    Object.entries(entry.fields).map(([key, text]) => [key, given(text, `${entry.places?.[key] ?? entry.where} ${key}`)]),
    entry.where,
  )
}

/** The scenario as `readScenarioGiven` takes it. */
export function draftGiven(draft: Draft, file: string): GivenMap {
  const schedulers = draft.schedulers.map((s): Given => {
    if (typeof s === 'string') return given(s, file)
    const set = map(
      Object.entries(s.set).map(([path, value]) => [path, given(value, file)]),
      file,
    )
    return map(
      [
        ['name', given(s.name, file)],
        ['set', set],
      ],
      file,
    )
  })
  const lists = (name: string, entries: readonly Entry[] | undefined): (readonly [string, Given])[] =>
    entries === undefined ? [] : [[name, { kind: 'list', items: entries.map(entryGiven), where: file }]]
  return map(
    [
      ['title', given(draft.title, file)],
      ['schedulers', { kind: 'list', items: schedulers, where: file }],
      ...Object.entries(draft.settings).map(([path, text]) => [path, given(text, `${file} ${path}`)] as const),
      ...lists('cluster.pools', draft.pools),
      ...lists('workload.jobs', draft.jobs),
    ],
    file,
  )
}
