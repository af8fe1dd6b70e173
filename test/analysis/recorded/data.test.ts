/** The recorded files are those whose checksums data/README.md lists. */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'

const data = new URL('../../../data/', import.meta.url)
const readme = readFileSync(new URL('README.md', data), 'utf8')

/** `| \`name\` | bytes | \`sha256\` |` */
function listed(section: string): { name: string; bytes: number; sha256: string }[] {
  const text = readme.split(`### ${section}/`)[1]?.split('### ')[0] ?? ''
  return [...text.matchAll(/^\| `(.+)` \| (\d+) \| `([0-9a-f]{64})` \|$/gm)].map((m) => ({
    name: m[1] as string,
    bytes: Number(m[2]),
    sha256: m[3] as string,
  }))
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

describe('data/README.md', () => {
  test('lists every file of data/published, and each is as it was received', () => {
    const files = listed('published')
    expect(files.map((f) => f.name).sort()).toEqual(readdirSync(new URL('published/', data)).sort())
    for (const { name, bytes, sha256: expected } of files) {
      const content = readFileSync(new URL(`published/${name}`, data))
      expect([name, content.length, sha256(content)]).toEqual([name, bytes, expected])
    }
  })

  test('lists every file of data/lab, and each is the original once it is unpacked', () => {
    const files = listed('lab')
    const there = ['', 'attempts/'].flatMap((sub) =>
      readdirSync(new URL(`lab/${sub}`, data)).flatMap((f) => (f.endsWith('.gz') ? [`${sub}${f.slice(0, -3)}`] : [])),
    )
    expect(files.map((f) => f.name).sort()).toEqual(there.sort())
    for (const { name, bytes, sha256: expected } of files) {
      const content = gunzipSync(readFileSync(new URL(`lab/${name}.gz`, data)))
      expect([name, content.length, sha256(content)]).toEqual([name, bytes, expected])
    }
  })

  test('the compressed files carry no name and no time, so that compressing them again gives the same bytes', () => {
    for (const sub of ['', 'attempts/']) {
      for (const file of readdirSync(new URL(`lab/${sub}`, data)).filter((f) => f.endsWith('.gz'))) {
        const head = readFileSync(new URL(`lab/${sub}${file}`, data)).subarray(0, 8)
        expect([file, head[3], head.readUInt32LE(4)]).toEqual([file, 0, 0])
      }
    }
  })
})
