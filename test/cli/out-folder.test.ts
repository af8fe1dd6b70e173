import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { fingerprint, type Manifest, OutFolder } from '../../cli/out-folder.ts'
import { ExperimentError } from '../../src/errors.ts'
import { emptyFolder } from '../support/command.ts'

const folders: ReturnType<typeof emptyFolder>[] = []
const folder = (): string => {
  const made = emptyFolder()
  folders.push(made)
  return made.path
}
afterEach(() => {
  for (const f of folders.splice(0)) f.remove()
})

const manifest: Manifest = {
  muster: '0',
  scenario: 's',
  schedulers: ['default@1.28'],
  seeds: [1, 9],
  fingerprint: 'f',
  state: 'unfinished',
}
const open = (path: string, m: Manifest = manifest): OutFolder<unknown> => OutFolder.open(path, m)

function refusal(path: string, m: Manifest = manifest): string {
  try {
    open(path, m)
  } catch (error) {
    if (error instanceof ExperimentError) return error.problems.map((p) => p.got).join()
    throw error
  }
  return 'none'
}

describe('the folder of a run', () => {
  it('is made where there is none, with the folders above it', () => {
    const path = join(folder(), 'a/b')
    open(path)
    expect(JSON.parse(readFileSync(join(path, 'run.json'), 'utf8'))).toEqual(manifest)
  })

  it('may be there, empty', () => {
    expect(refusal(folder())).toBe('none')
  })

  it('goes on with the same run interrupted, and hands back its rows', () => {
    const path = folder()
    open(path).writeRows([{ seed: 1 }, { seed: 2 }])
    writeFileSync(join(path, '.x.1-1.part'), 'half')
    expect(open(path).rows()).toEqual([{ seed: 1 }, { seed: 2 }])
    expect(readdirSync(path).sort()).toEqual(['replications.jsonl', 'run.json'])
  })

  it('is refused with another run in it, and left as it is', () => {
    const path = folder()
    open(path)
    const before = readFileSync(join(path, 'run.json'))
    expect(refusal(path, { ...manifest, fingerprint: 'g' })).toBe('another run: s under default@1.28, seeds 1..9')
    expect(readFileSync(join(path, 'run.json'))).toEqual(before)
  })

  it('is refused when the run in it is complete', () => {
    const path = folder()
    open(path).complete()
    expect(refusal(path)).toBe('this run, complete: s under default@1.28, seeds 1..9')
  })

  it('is refused with other files in it', () => {
    const path = folder()
    writeFileSync(join(path, 'thesis.tex'), '')
    expect(refusal(path)).toBe('a folder with thesis.tex in it')
    writeFileSync(join(path, 'run.json'), 'not json')
    expect(refusal(path)).toBe('a run.json that this version cannot read')
  })

  it('is refused when it is a file', () => {
    const path = join(folder(), 'file')
    writeFileSync(path, '')
    expect(refusal(path)).toBe('a file')
  })
})

describe('a fingerprint', () => {
  it('differs when anything that decides the results differs', () => {
    expect(fingerprint([1, { a: 2 }])).toBe(fingerprint([1, { a: 2 }]))
    expect(fingerprint([1, { a: 2 }])).not.toBe(fingerprint([1, { a: 3 }]))
  })
})

describe('without --out', () => {
  it('takes the next free number', () => {
    const path = folder()
    mkdirSync(join(path, 'runs/s-7'), { recursive: true })
    mkdirSync(join(path, 'runs/s-old'))
    expect(OutFolder.nextFree('s', join(path, 'runs'))).toBe(join(path, 'runs/s-8'))
    expect(OutFolder.nextFree('t', join(path, 'runs'))).toBe(join(path, 'runs/t-1'))
    expect(existsSync(join(path, 'runs/s-8'))).toBe(true)
  })
})
