/** Real containers: images made on the spot, nodes with real kubelets, and the ping job in them. */
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadScenario } from '../../../cli/scenario-files.ts'
import { kubeletConfig, realNodes } from '../../../live/lab/containers/config.ts'
import { imageArchive } from '../../../live/lab/containers/image.ts'
import { findProgram } from '../../../live/lab/containers/needs.ts'
import { tar } from '../../../live/lab/containers/tar.ts'
import { runInLab } from '../../../live/lab/run-in-lab.ts'
import { findLabScheduler, type LabScheduler } from '../../../live/lab/schedulers.ts'
import { readRecord } from '../../../src/record/reader.ts'
import { containerTest } from '../../support/built-lab.ts'
import { emptyFolder } from '../../support/command.ts'

function listed(archive: Uint8Array): string[] {
  const folder = emptyFolder()
  const path = join(folder.path, 'a.tar')
  writeFileSync(path, archive)
  const text = execFileSync('tar', ['tvf', path], { encoding: 'utf8', env: { ...process.env, TZ: 'UTC' } })
  folder.remove()
  return text.trimEnd().split('\n')
}

describe('a tar archive', () => {
  it('is read by tar as it was written', () => {
    const entries = listed(
      tar([
        { name: 'bin', type: 'folder' },
        { name: 'bin/run', type: 'file', content: Buffer.from('x'.repeat(600)), mode: 0o755 },
        { name: 'bin/sh', type: 'link', target: 'run' },
      ]),
    )
    expect(entries.map((line) => line.replace(/ +/g, ' '))).toEqual([
      'drwxr-xr-x 0/0 0 1970-01-01 00:00 bin',
      '-rwxr-xr-x 0/0 600 1970-01-01 00:00 bin/run',
      'lrwxrwxrwx 0/0 0 1970-01-01 00:00 bin/sh -> run',
    ])
  })

  it('refuses a name that would be cut', () => {
    expect(() => tar([{ name: 'a'.repeat(101), type: 'folder' }])).toThrow('tar: expected a name of at most 100 bytes')
  })
})

describe('an image', () => {
  it('is the same bytes for the same program, and holds config, layer and manifest', () => {
    const image = imageArchive('localhost/a:1', ['sh'], Buffer.from('program'))
    expect(image.equals(imageArchive('localhost/a:1', ['sh'], Buffer.from('program')))).toBe(true)
    expect(image.equals(imageArchive('localhost/a:1', ['sh'], Buffer.from('another')))).toBe(false)
    expect(listed(image).map((line) => line.replace(/.* /, '').replace(/[0-9a-f]{64}/, 'DIGEST'))).toEqual([
      'DIGEST.json',
      'DIGEST/layer.tar',
      'manifest.json',
    ])
  })
})

describe('nodes', () => {
  it('offer what the scenario says, whatever the machine has', () => {
    const experiment = loadScenario('containers').experimentFor('coscheduling@0.28')
    const nodes = realNodes(experiment, '/base', [1, 2, 3, 4, 5, 6, 7, 8])
    expect(nodes).toHaveLength(8)
    expect(nodes[7]).toMatchObject({ name: 'node-7', folder: '/base/node-7', port: 8, cpu: 2000, pods: 110 })
    const [node] = nodes
    if (node !== undefined) expect(kubeletConfig(node, 16)).toMatchObject({ systemReserved: { cpu: '14' }, maxPods: 110 })
  })
})

describe('the ping job in real containers', () => {
  containerTest('runs under the real coscheduling scheduler, every stage recorded, and leaves nothing', ['cp', 'cosched28'], async () => {
    const folder = emptyFolder()
    const sets = ['workload.first=3', 'experimenter.grace=2s', 'cluster.nodes=4']
    const experiment = loadScenario('containers', sets).experimentFor('coscheduling@0.28')
    const record = join(folder.path, 'record.jsonl')
    const logs = join(folder.path, 'logs')
    const signal = new AbortController().signal
    const scheduler = findLabScheduler('coscheduling@0.28', '') as LabScheduler
    const { outcome, leftovers } = await runInLab({ experiment, scheduler, seed: 1, record, containers: { logs }, signal, say: () => {} })
    expect(outcome).toMatchObject({ outcome: 'completed', jobs: 3, completed: 3 })
    expect(leftovers).toEqual([])
    const { events } = readRecord(readFileSync(record, 'utf8'), record)
    const count = (kind: string): number => events.filter((e) => e.kind === kind).length
    // sizes 2, 3 and 4: every stage of every pod once, begin and end of each job from its leader's log
    expect(['bound', 'running', 'ready', 'ended', 'gone'].map(count)).toEqual([9, 9, 9, 9, 9])
    expect([count('app-start'), count('app-end')]).toEqual([3, 3])
    expect(readdirSync(logs).filter((name) => name.endsWith('.log'))).toHaveLength(3)
    expect(readFileSync(join(logs, 'job-0-0-size-4.log'), 'utf8')).toContain('muster: app-end')
    expect(existsSync('/sys/class/net/muster0')).toBe(false)
    expect(findProgram('containerd')).toBeDefined()
    folder.remove()
  })
})
