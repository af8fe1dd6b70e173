import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { kubeJob, nodes } from '../live/doctor/builders.ts'
import { emptyFolder, muster } from '../support/command.ts'

const folder = emptyFolder()
const write = (name: string, items: readonly object[]): void =>
  writeFileSync(join(folder.path, name), JSON.stringify({ apiVersion: 'v1', kind: 'List', items }))

beforeAll(() => {
  const clogged = [kubeJob('a', 4, { on: ['n0', 'n1', 'n2'] }), kubeJob('b', 4, { on: ['n3', 'n4', 'n5'] })]
  write('clogged.json', [...nodes(6), ...clogged.flat()])
  write('healthy.json', [...nodes(6), ...kubeJob('a', 4, { on: ['n0', 'n1', 'n2', 'n3'] })])
})
afterAll(() => folder.remove())

describe('muster live doctor', () => {
  test('of a clogged cluster ends with 3, and names the pod to delete', async () => {
    const { code, out, err } = await muster(['live', 'doctor', '--file', 'clogged.json', '-A'], folder.path)
    expect(code).toBe(3)
    expect(err).toBe('')
    expect(out).toContain('2 gangs hold 6 of 6 slots')
    expect(out).toContain('\n  kubectl -n default delete pod b-0\n')
  })

  test('of a healthy one ends with 0; --json is one document', async () => {
    const { code, out } = await muster(['live', 'doctor', '--file', 'healthy.json', '--json'], folder.path)
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({ file: 'healthy.json', verdict: 'healthy', nodes: 6, gangs: 1, clog: null })
  })

  test.each([
    [[], /^doctor: expected a cluster \(--context NAME\) or a file \(--file FILE\), got neither/],
    [['--file', 'none.json'], /^--file: expected a file that can be read, got no such file: none\.json/],
    [['--file', 'clogged.json', '--watch', '30s'], /^--watch: expected a time above 0 with its unit, and a cluster, got a file/],
    [['--context', 'x', '--at', 'noon'], /^--at: expected a time like/],
  ])('%j is refused with 2', async (words, message) => {
    const { code, out, err } = await muster(['live', 'doctor', ...words], folder.path)
    expect(code).toBe(2)
    expect(out).toBe('')
    expect(err).toMatch(message)
  })
})
