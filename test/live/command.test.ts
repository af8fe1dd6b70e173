/** `muster live` as a person gives it: on a lab of its own, printed only, interrupted, cleaned up after. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadScenario } from '../../cli/scenario-files.ts'
import { leftovers } from '../../live/clean.ts'
import { connect } from '../../live/client.ts'
import { findLabScheduler, type LabScheduler } from '../../live/lab/schedulers.ts'
import { labFor } from '../../live/lab/world.ts'
import { readRecord } from '../../src/record/reader.ts'
import { labTest } from '../support/built-lab.ts'
import { emptyFolder, muster, start } from '../support/command.ts'
import { until } from '../support/lab-cluster.ts'
import { playedWorld } from '../support/lab-world.ts'

/** Command lines of processes that name a path; none is known where there is no /proc. */
function processesNaming(path: string): string[] {
  if (!existsSync('/proc/self/cmdline')) return []
  return readdirSync('/proc').flatMap((pid) => {
    if (!/^\d+$/.test(pid)) return []
    try {
      const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
      return line.includes(path) ? [line] : []
    } catch {
      // it has ended
      return []
    }
  })
}

describe('muster live', () => {
  it('prints what it would create, and reads no kubeconfig for that', async () => {
    const folder = emptyFolder()
    const { code, out, err } = await muster(['live', 'smallest', '--dry-run', '--scheduler', 'coscheduling', '--context', 'x'], folder.path)
    folder.remove()
    expect([code, err]).toEqual([0, ''])
    expect(out.split('---\n').map((one) => /^kind: (.*)$/m.exec(one)?.[1])).toEqual([
      undefined,
      ...['PodGroup', 'Service', 'Job', 'PodGroup', 'Service', 'Job'],
    ])
    expect(out).toContain('schedulerName: scheduler-plugins-scheduler')
  })

  it('says everything that is wrong at once, and what to do', async () => {
    const folder = emptyFolder()
    const { code, err } = await muster(
      ['live', 'smallest', '--deadline', '5', '--set', 'workload.kind=mini-cluster', '--set', 'workload.priority=7'],
      folder.path,
    )
    folder.remove()
    expect(code).toBe(2)
    for (const part of [
      '--deadline: expected a time above 0',
      '--context: expected the name of the cluster',
      'a: expected a MiniCluster without priority',
    ])
      expect(err).toContain(part)
  })

  labTest('runs a scenario on a lab of its own: the table and report of sim, and no process is left', ['cp'], async () => {
    const folder = emptyFolder()
    const words = ['live', 'smallest', '--lab', '--scheduler', 'gang', '--out', 'out', '--set', 'experimenter.grace=1s']
    const { code, out } = await start(words, folder.path, { TMPDIR: folder.path }).ended
    expect(code).toBe(0)
    // what the lab starts names its folder, which is below this one
    expect(processesNaming(folder.path)).toEqual([])
    expect(readdirSync(folder.path)).toEqual(['out'])
    expect(out).toMatch(/^gang@1.37 +completed +2\/2 /m)
    expect(out).toContain('out/report.html')
    const record = join(folder.path, 'out/gang@1.37-seed1.jsonl')
    const { header, events, outcome } = readRecord(readFileSync(record, 'utf8'), record)
    expect(header).toMatchObject({ backend: 'lab', scheduler: 'gang@1.37', cluster: { kubernetes: 'v1.37.2' } })
    expect(outcome).toMatchObject({ outcome: 'completed', completed: 2, clog: null })
    for (const kind of ['submit', 'job-created', 'app-start', 'app-end', 'completed', 'delete-job', 'job-gone'])
      expect(events.filter((e) => e.kind === kind).length, kind).toBe(2)
    for (const kind of ['pod-created', 'bound', 'running', 'ready', 'gone'])
      expect(events.filter((e) => e.kind === kind).length, kind).toBe(8)
    const environment = JSON.parse(readFileSync(join(folder.path, 'out/environment.json'), 'utf8'))
    expect(environment).toMatchObject({
      server: { version: 'v1.37.2' },
      nodes: [{ count: 6, allocatable: { cpu: '4' } }],
      scheduler: { name: 'gang@1.37', configuration: [{ kind: 'KubeSchedulerConfiguration', clientConnection: { qps: 50, burst: 100 } }] },
      images: [{ image: 'docker.io/library/busybox:1.36.1' }],
    })
    folder.remove()
  })

  labTest('interrupted, it finishes the record, removes what it created and exits with 130; clean then finds nothing', ['cp'], async () => {
    const folder = emptyFolder()
    const sets = ['application.runTime=1h', 'experimenter.grace=1s', 'kubelet.start=0.1s', 'kubelet.teardown=0.1s']
    const experiment = loadScenario('smallest', sets).experimentFor('default')
    const lab = await labFor(experiment, findLabScheduler('default', '') as LabScheduler)
    const client = await connect({ context: lab.context, kubeconfig: lab.kubeconfig })
    const world = await playedWorld(client, experiment, 1)
    try {
      const where = ['--context', lab.context, '--kubeconfig', lab.kubeconfig]
      const set = sets.flatMap((one) => ['--set', one])
      const run = start(
        ['live', 'smallest', ...where, ...set, '--yes', '--no-check', '--no-pull', '--no-pictures', '--out', 'out'],
        folder.path,
      )
      await until(
        'eight pods',
        async () => (await leftovers({ client })).filter((one) => one.kind === 'pods').length,
        (n) => n === 8,
        60,
      )
      run.process.kill('SIGINT')
      const { code, err } = await run.ended
      expect(code).toBe(130)
      expect(err).toContain('interrupted: what was recorded is kept, what was created is removed')
      const record = join(folder.path, 'out/default@1.28-seed1.jsonl')
      const { outcome, events } = readRecord(readFileSync(record, 'utf8'), record)
      expect(outcome).toMatchObject({ outcome: 'stopped', completed: 0 })
      expect(events.filter((e) => e.kind === 'gone').length).toBe(8)
      expect(await leftovers({ client })).toEqual([])
      const again = await muster(['live', 'clean', ...where, '--yes'], folder.path)
      expect([again.code, again.out]).toEqual([0, `lab (${lab.server}): nothing of any run is there\n`])
      expect(world.crashes).toEqual([])
    } finally {
      await world.stop()
      await client.close()
      await lab.stop()
      folder.remove()
    }
  })
})
