/** The lab itself: a real control plane starts, works, and leaves nothing, however its parent ends. */
import { spawn } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect } from 'vitest'
import { builtPrograms } from '../../../live/lab/cache.ts'
import { startLab } from '../../../live/lab/lab.ts'
import { isAlive } from '../../../live/lab/lock.ts'
import { findLabScheduler, type LabScheduler } from '../../../live/lab/schedulers.ts'
import { Supervisor } from '../../../live/lab/supervisor.ts'
import { labTest } from '../../support/built-lab.ts'
import { emptyFolder } from '../../support/command.ts'

const DEFAULT = findLabScheduler('default', '') as LabScheduler

/** Those of the processes that are still there after 5 s. */
async function left(pids: readonly number[]): Promise<number[]> {
  const end = performance.now() + 5000
  while (pids.some(isAlive) && performance.now() < end) await sleep(20)
  return pids.filter(isAlive)
}

describe('a lab', () => {
  labTest('is private, works, and leaves neither process nor folder', ['cp'], async () => {
    const lab = await startLab({ scheduler: DEFAULT })
    const pids = [...lab.pids.values()]
    try {
      expect([...lab.pids.keys()].sort()).toEqual(['apiserver', 'controller-manager', 'etcd', 'scheduler'])
      expect(statSync(lab.folder).mode & 0o777).toBe(0o700)
      expect(statSync(lab.kubeconfig).mode & 0o777).toBe(0o600)
      expect(new URL(lab.server).hostname).toBe('127.0.0.1')
      await lab.apply([{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'works' } }])
      await expect(lab.apply([{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'Never' } }])).rejects.toThrow('Invalid value')
    } finally {
      await lab.stop()
    }
    expect(pids.filter(isAlive)).toEqual([])
    expect(existsSync(lab.folder)).toBe(false)
    await lab.stop()
  })

  labTest('keeps its objects and its address when the API server is killed and started again', ['cp'], async () => {
    const lab = await startLab({ scheduler: DEFAULT })
    try {
      const before = lab.pids.get('apiserver')
      await lab.apply([{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'stays' } }])
      await lab.restart('apiserver')
      expect(lab.pids.get('apiserver')).not.toBe(before)
      expect(lab.broken.aborted).toBe(false)
      await lab.apply([{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'new' } }])
    } finally {
      await lab.stop()
    }
  })

  labTest('says which part ended by itself, and what it wrote last', ['cp'], async () => {
    const lab = await startLab({ scheduler: DEFAULT })
    try {
      process.kill(lab.pids.get('scheduler') as number, 'SIGKILL')
      while (!lab.broken.aborted) await sleep(10)
      expect(String(lab.broken.reason)).toMatch(/lab: scheduler ended by itself \(killed\); its last lines:\n.*Kubernetes Scheduler/s)
    } finally {
      await lab.stop()
    }
  })
})

const HOLDER = `
  import { Supervisor } from './live/lab/supervisor.ts'
  const [, file, log] = process.argv
  const supervisor = new Supervisor([file])
  for (const name of ['a', 'b']) await supervisor.start(name, { args: ['sleep', '600'], log })
  console.log(JSON.stringify([...supervisor.pids.values()]))
  setInterval(() => {}, 1000)
`

describe('the supervisor', () => {
  labTest('ends every program when whoever asked for them is killed outright', [], async () => {
    const folder = emptyFolder()
    const words = ['--import', './cli/typescript.mjs', '--input-type=module', '--eval', HOLDER]
    const parent = spawn(process.execPath, [...words, '--', builtPrograms(['supervisor'])('supervisor'), join(folder.path, 'log')])
    const line = await new Promise<string>((resolve) => createInterface({ input: parent.stdout }).once('line', resolve))
    const pids = JSON.parse(line) as number[]
    expect(pids.filter(isAlive)).toHaveLength(2)
    parent.kill('SIGKILL')
    expect(await left(pids)).toEqual([])
    folder.remove()
  })

  labTest('takes its programs with it when it is killed itself (Linux)', [], async () => {
    const folder = emptyFolder()
    const supervisor = new Supervisor([builtPrograms(['supervisor'])('supervisor')])
    const pid = await supervisor.start('a', { args: ['sleep', '600'], log: join(folder.path, 'log') })
    const self = supervisor.pid
    process.kill(self, 'SIGKILL')
    expect(await left([pid, self])).toEqual([])
    await supervisor.stop()
    folder.remove()
  })

  labTest('says why a program could not be started', [], async () => {
    const folder = emptyFolder()
    const supervisor = new Supervisor([builtPrograms(['supervisor'])('supervisor')])
    await expect(supervisor.start('a', { args: ['/no/such/file'], log: join(folder.path, 'log') })).rejects.toThrow(
      'a did not start: fork/exec /no/such/file: no such file or directory',
    )
    await supervisor.stop()
    folder.remove()
  })
})
