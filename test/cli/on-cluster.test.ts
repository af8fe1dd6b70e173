/** What `--on-cluster` hands to a cluster: its own command line is run, part by part, and its manifest is shown to a real API server. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { labTest } from '../support/built-lab.ts'
import { emptyFolder, muster } from '../support/command.ts'
import { withLab } from '../support/lab-cluster.ts'

const ROOT = new URL('../..', import.meta.url).pathname

let folder: ReturnType<typeof emptyFolder>
beforeEach(() => {
  folder = emptyFolder()
})
afterEach(() => folder.remove())

const file = (...parts: string[]): string => join(folder.path, ...parts)
const GRID = ['smallest', '--sweep', 'cluster.nodes=3,6,7', '--sweep', 'scheduler=default,gang', '--seeds', '1..4']
const FOR_CLUSTER = ['--on-cluster', '3', '--image', 'registry.example/muster:1']
const jobIn = (name: string) => parse(readFileSync(file(name, 'job.yaml'), 'utf8'))

/** What a pod of the Job does, as a process with what Kubernetes gives it: its index, and a folder of its own to write to. */
function pod(job: ReturnType<typeof jobIn>, index: number): ReturnType<typeof spawnSync> {
  const [{ command, env }] = job.spec.template.spec.containers
  const results = file(`pod-${index}`)
  mkdirSync(results)
  const given = Object.fromEntries(env.map(({ name }: { name: string }) => [name, results]))
  return spawnSync(command[0], command.slice(1), {
    cwd: ROOT,
    env: { PATH: process.env.PATH, ...given, JOB_COMPLETION_INDEX: `${index}` },
    maxBuffer: 1e8,
  })
}

describe('a sweep on a cluster', () => {
  it('gives, from the logs of its pods, the bytes of a single run', async () => {
    expect(await muster(['sim', ...GRID, ...FOR_CLUSTER, '--out', 'job'], folder.path)).toMatchObject({ code: 0, err: '' })
    expect(readdirSync(file('job')).sort()).toEqual(['Dockerfile', 'Dockerfile.dockerignore', 'README.md', 'fetch.sh', 'job.yaml'])
    const job = jobIn('job')
    expect(job.spec).toMatchObject({ completionMode: 'Indexed', completions: 3, parallelism: 3 })
    // a kubectl that knows no more than the logs: it is asked for the pod of an index, then for the log of that pod
    mkdirSync(file('logs'))
    for (const index of [2, 0, 1]) {
      const { status, stdout, stderr } = pod(job, index)
      expect([status, `${stderr}`]).toEqual([0, ''])
      spawnSync('sh', ['-c', `cat > ${file('logs', `${index}`)}`], { input: stdout })
    }
    const kubectl = `sh ${file('kubectl.sh')}`
    const answers = `case "$*" in *" get pods "*) echo "$*" | sed "s/.*completion-index=\\([0-9]*\\).*/\\1/";; *) for last; do :; done; cat ${file('logs')}/$last;; esac\n`
    spawnSync('sh', ['-c', `cat > ${file('kubectl.sh')}`], { input: answers })
    const fetched = spawnSync('sh', [file('job', 'fetch.sh')], { env: { PATH: process.env.PATH, KUBECTL: kubectl } })
    expect([fetched.status, `${fetched.stderr}`]).toEqual([0, ''])
    expect(readdirSync(file('job', 'parts')).sort()).toEqual(['part-0', 'part-1', 'part-2'])
    const parts = [0, 1, 2].map((index) => file('job', 'parts', `part-${index}`))
    expect(await muster(['sim', 'merge', ...parts, '--out', 'merged'], folder.path)).toMatchObject({ code: 0 })
    expect(await muster(['sim', ...GRID, '--out', 'whole'], folder.path)).toMatchObject({ code: 0 })
    expect(readdirSync(file('merged')).sort()).toEqual(readdirSync(file('whole')).sort())
    for (const name of readdirSync(file('whole')))
      expect(readFileSync(file('merged', name)).equals(readFileSync(file('whole', name))), name).toBe(true)
  })

  it('has a pod that fails end with the exit code and the message of muster', async () => {
    await muster(['sim', ...GRID, ...FOR_CLUSTER, '--out', 'job'], folder.path)
    const { status, stdout, stderr } = pod(jobIn('job'), 3)
    expect([status, `${stdout}`]).toEqual([2, ''])
    expect(`${stderr}`).toContain('--shard: expected a part i/n, i from 1 to n, got "4/3"')
  })

  it.each([
    [['--on-cluster', '0', '--image', 'a:1'], '--on-cluster: expected a number of parts from 1 to 16, got "0"'],
    [['--on-cluster', '17', '--image', 'a:1'], '--on-cluster: expected a number of parts from 1 to 16, got "17"'],
    [['--on-cluster', '2'], '--image: expected the name that the image shall have, got none'],
    [[...FOR_CLUSTER, '--apply'], '--context: expected the cluster that is meant, got none'],
  ])('%j is refused, and nothing is written', async (words, said) => {
    const { code, err } = await muster(['sim', ...GRID, ...words], folder.path)
    expect([code, err.split('\n')[0]]).toEqual([2, said])
    expect(readdirSync(folder.path)).toEqual([])
  })

  it('for size runs every value that the question may look at, so often that one clog does not hide an answer', async () => {
    const { code, out } = await muster(['size', 'smallest', '--ask', 'nodes', ...FOR_CLUSTER, '--out', 'job', '--json'], folder.path)
    expect(code).toBe(0)
    expect(JSON.parse(out).words).toEqual([
      'smallest',
      '--sweep',
      'cluster.nodes=4,5,6,7,8',
      '--scheduler',
      'default@1.28',
      '--seeds',
      '1..473',
    ])
  })

  labTest(
    'is a Job that a real API server takes with strict validation, and --apply submits to the context that is named',
    ['cp'],
    async () => {
      await withLab('default@1.37', async ({ client, lab }) => {
        await muster(['sim', ...GRID, ...FOR_CLUSTER, '--out', 'job'], folder.path)
        const job = jobIn('job')
        const path = '/apis/batch/v1/namespaces/default/jobs'
        const query = { dryRun: 'All', fieldValidation: 'Strict' }
        const taken = await client.create(path, job, { query })
        expect(taken.spec.completions).toBe(3)
        await expect(client.create(path, { ...job, specs: {} }, { query })).rejects.toThrow('unknown field "specs"')
        const apply = ['sim', ...GRID, ...FOR_CLUSTER, '--apply', '--context', lab.context, '--kubeconfig', lab.kubeconfig]
        const asked = await muster(apply, folder.path)
        expect([asked.code, asked.err]).toEqual([
          2,
          expect.stringContaining('create it?: expected an answer at a terminal, got no terminal'),
        ])
        expect((await client.get(path)).items).toEqual([])
        expect(readdirSync(folder.path)).toEqual(['job'])
        expect(await muster([...apply, '--yes'], folder.path)).toMatchObject({ code: 0 })
        const there = (await client.get(path)).items
        expect(there.map((one: typeof job) => one.metadata.labels)).toEqual([{ 'muster.run': job.metadata.name }])
      })
    },
  )
})
