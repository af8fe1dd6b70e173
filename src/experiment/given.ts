/** What a person gave us, each piece with its place: `run.yaml:6:41 cluster.nodes`. Read from YAML text; no files here. */
import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml'
import { ExperimentError, type Problem } from '../errors.ts'

interface Place {
  /** file, line, column and path; or the flag */
  readonly where: string
}

export interface GivenScalar extends Place {
  readonly kind: 'scalar'
  /** as typed, without quotes */
  readonly text: string
  readonly value: unknown
}

export interface GivenList extends Place {
  readonly kind: 'list'
  readonly items: readonly Given[]
}

export interface GivenMap extends Place {
  readonly kind: 'map'
  /** by key; `where` of an entry is its key's place */
  readonly entries: ReadonlyMap<string, { readonly where: string; readonly given: Given }>
}

export type Given = GivenScalar | GivenList | GivenMap

/** What was given, in a few words, for messages. */
export function describe(given: Given): string {
  if (given.kind === 'list') return `a list of ${given.items.length}`
  if (given.kind === 'map') return given.entries.size === 0 ? 'an empty map' : `a map of ${[...given.entries.keys()].join(', ')}`
  return given.text === '' || given.value === null ? 'nothing' : JSON.stringify(given.text)
}

type At = (offset: number, path: string) => string

/** More pieces than this are no scenario: aliases of aliases can make millions out of a few lines. */
const MOST_PIECES = 200_000

/** What is being read, and how many pieces of it may still come. */
interface Source {
  readonly doc: Document
  readonly at: At
  left: number
}

function join(path: string, key: string | number): string {
  if (typeof key === 'number') return `${path}[${key}]`
  return path === '' ? key : `${path}.${key}`
}

/** Carries the place up to whoever reports. */
class Misread extends Error {
  readonly where: string
  constructor(where: string, what: string) {
    super(what)
    this.where = where
  }
}

function convert(node: Node | null | undefined, source: Source, path: string, offset: number, depth: number): Given {
  const start = node?.range?.[0] ?? offset
  const where = source.at(start, path)
  if (source.left-- === 0 || depth > 50) throw new Misread(where, 'nesting or repetition without end')
  if (isAlias(node)) {
    const target = node.resolve(source.doc)
    if (target === undefined) throw new Misread(where, `*${node.source}, which no anchor defines before it`)
    return convert(target, source, path, start, depth + 1)
  }
  if (isSeq(node)) {
    return { kind: 'list', items: node.items.map((item, i) => convert(item as Node, source, join(path, i), start, depth + 1)), where }
  }
  if (isMap(node)) {
    const entries = new Map<string, { where: string; given: Given }>()
    for (const pair of node.items) {
      const keyNode = pair.key as Node | null
      const key = isScalar(keyNode) ? String(keyNode.source ?? keyNode.value) : String(keyNode)
      const keyOffset = keyNode?.range?.[0] ?? offset
      const inner = join(path, key)
      const given = convert(pair.value as Node | null, source, inner, keyOffset, depth + 1)
      entries.set(key, { where: source.at(keyOffset, inner), given })
    }
    return { kind: 'map', entries, where }
  }
  if (isScalar(node)) return { kind: 'scalar', text: String(node.source ?? node.value ?? ''), value: node.value, where }
  return { kind: 'scalar', text: '', value: null, where }
}

function misread(error: unknown): Problem {
  if (!(error instanceof Misread)) throw error
  return { where: error.where, expected: 'a value', got: error.message, todo: 'write the value itself, or define the anchor (&name) above' }
}

/**
 * Reads YAML text (a scenario) with the place of every piece.
 * @param file name used in messages
 * @throws ExperimentError when it is not YAML, or empty
 */
export function readYaml(text: string, file: string): Given {
  const lines = new LineCounter()
  const doc = parseDocument(text, { lineCounter: lines, prettyErrors: false, version: '1.2' })
  const at: At = (offset, path) => {
    const { line, col } = lines.linePos(offset)
    return `${file}:${line}:${col}${path === '' ? '' : ` ${path}`}`
  }
  if (doc.errors.length > 0) {
    throw new ExperimentError(
      doc.errors.map((error): Problem => {
        const duplicate = error.code === 'DUPLICATE_KEY'
        return {
          where: at(error.pos[0], ''),
          expected: duplicate ? 'each key once' : 'YAML',
          got: duplicate ? 'the same key again' : error.message.replace(/\s+/g, ' '),
          todo: duplicate ? 'remove one of the two' : 'mend the line, or compare with a file under data/scenarios',
        }
      }),
    )
  }
  if (doc.contents === null || doc.contents === undefined) {
    throw new ExperimentError([
      { where: `${file}:1:1`, expected: 'a scenario', got: 'an empty file', todo: 'start from a file under data/scenarios' },
    ])
  }
  try {
    return convert(doc.contents as Node, { doc: doc as unknown as Document, at, left: MOST_PIECES }, '', 0, 0)
  } catch (error) {
    throw new ExperimentError([misread(error)], { cause: error })
  }
}

/**
 * Reads what stands after `=` in `--set path=value`: YAML too, so that lists and maps can be written `[2, 3]` and `{size: 2}`.
 * @param where the flag, as messages should show it
 */
export function readSetting(text: string, where: string): Given | Problem {
  const doc = parseDocument(text, { prettyErrors: false, version: '1.2' })
  const error = doc.errors[0]
  if (error !== undefined) {
    return { where, expected: 'a value as in a scenario file', got: JSON.stringify(text), todo: error.message.replace(/\s+/g, ' ') }
  }
  const at: At = (_, path) => (path === '' ? where : path.startsWith('[') ? `${where}${path}` : `${where}.${path}`)
  try {
    return convert(doc.contents as Node | null, { doc: doc as unknown as Document, at, left: MOST_PIECES }, '', 0, 0)
  } catch (cause) {
    return misread(cause)
  }
}
