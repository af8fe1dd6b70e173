import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { removeParts, writeWhole } from '../../cli/atomic.ts'
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

describe('a file is there whole or not at all', () => {
  it('takes text and bytes, piece by piece', () => {
    const file = join(folder(), 'a')
    writeWhole(file, ['ü', Buffer.from([10]), 'b'])
    expect(readFileSync(file, 'utf8')).toBe('ü\nb')
  })

  it('keeps what was there when the writer breaks off', () => {
    const dir = folder()
    const file = join(dir, 'a')
    writeWhole(file, ['before'])
    const broken = function* (): Iterable<string> {
      yield 'after'
      throw new Error('out of ink')
    }
    expect(() => writeWhole(file, broken())).toThrow('out of ink')
    expect(readFileSync(file, 'utf8')).toBe('before')
    expect(readdirSync(dir)).toEqual(['a'])
  })

  it('names the file in the error of the operating system', () => {
    const dir = folder()
    mkdirSync(join(dir, 'a'))
    expect(() => writeWhole(join(dir, 'a'), ['x'])).toThrow(expect.objectContaining({ path: join(dir, 'a') }))
    expect(readdirSync(dir)).toEqual(['a'])
  })

  it('clears away what a stopped writer left, and nothing else', () => {
    const dir = folder()
    for (const name of ['.a.jsonl.1-2.part', 'a.jsonl', 'b.part', '.hidden']) writeFileSync(join(dir, name), '')
    removeParts(dir)
    expect(readdirSync(dir).sort()).toEqual(['.hidden', 'a.jsonl', 'b.part'])
  })
})
