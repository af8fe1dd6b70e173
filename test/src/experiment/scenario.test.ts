/** Reading a scenario: what it means, and what is said about each mistake. */
import { describe, expect, it } from 'vitest'
import { readScenario } from '../../../src/experiment/scenario.ts'
import { formatScheduler } from '../../../src/experiment/schedulers.ts'
import { experimentOf, MACHINES, problemsOf, scenarioOf } from '../../support/scenarios.ts'

const whole = (text: string): string[] =>
  problemsOf(() => {
    const scenario = readScenario(text, 'run.yaml', { sets: [], calibration: () => undefined, machines: MACHINES })
    return scenario.experimentsFor(scenario.schedulers.map(formatScheduler))
  })
const mistakes = (body: string, scheduler = 'default', sets: readonly string[] = []): string[] =>
  problemsOf(() => experimentOf(body, scheduler, sets))

describe('a scenario', () => {
  it('fills in every default', () => {
    const experiment = experimentOf('')
    expect(experiment.workload.jobs).toHaveLength(50)
    expect(experiment.workload.jobs[0]).toEqual({
      number: 0,
      name: 'job-0-0-size-2',
      batch: 0,
      iteration: 0,
      size: 2,
      need: 2,
      minMember: 2,
      request: { cpu: 2000, memory: 0, pods: 1, gpu: 0 },
      tasks: 0,
      minSize: 0,
      priority: 0,
      app: '',
    })
    expect(experiment.controllers).toMatchObject({ qps: 20, burst: 30, syncs: 5 })
    expect(experiment.limits).toEqual({ time: 7_200_000_000, livelock: 1_200_000_000 })
  })

  it('is named after its file', () => {
    const scenario = readScenario('title: t\nschedulers: [default]', 'data/scenarios/run9.yaml', {
      sets: [],
      calibration: () => undefined,
      machines: MACHINES,
    })
    expect(scenario.name).toBe('run9')
  })

  it('takes parameters nested, dotted, or both', () => {
    const nested = experimentOf('experimenter: { gap: 1s }\napi:\n  write: 2ms')
    expect(experimentOf('experimenter.gap: 1s\napi: { write: 2ms }')).toEqual(nested)
  })

  it('lets --set win over what it says for one scheduler, and that over what it says for all', () => {
    const text =
      'title: t\nschedulers: [default, {name: kueue, set: {experimenter.gap: 0.3s}}]\ncluster: {machine: plain}\nexperimenter: {gap: 0.54s, grace: 5s}\n'
    const gap = (scheduler: string, sets: string[]): unknown =>
      readScenario(text, 'run.yaml', { sets, calibration: () => undefined, machines: MACHINES }).experimentFor(scheduler).experimenter.gap
    expect(gap('default', [])).toEqual([{ kind: 'fixed', value: 540_000 }])
    expect(gap('kueue', [])).toEqual([{ kind: 'fixed', value: 300_000 }])
    expect(gap('kueue', ['experimenter.gap=1s'])).toEqual([{ kind: 'fixed', value: 1_000_000 }])
    expect(gap('kueue', ['experimenter.gap=1s', 'experimenter.gap=2s'])).toEqual([{ kind: 'fixed', value: 2_000_000 }])
  })

  it('means by a plain name the version it lists', () => {
    const scenario = readScenario('title: t\nschedulers: [default@1.27]\ncluster: {machine: plain}', 'run.yaml', {
      sets: [],
      calibration: () => undefined,
      machines: MACHINES,
    })
    expect(scenario.experimentFor('default').scheduler.version).toBe('1.27')
    expect(scenario.experimentFor('default@1.37').scheduler.version).toBe('1.37')
    expect(scenario.experimentFor('kueue').scheduler.version).toBe('0.6.2')
  })

  it('gives what it says for one version to another version, as far as it has a meaning there', () => {
    const text =
      'title: t\nschedulers: [{name: fluence@F5, set: {scheduler.permitWaitingTime: 20s, experimenter.gap: 1s}}]\ncluster: {machine: plain}'
    const scenario = readScenario(text, 'run.yaml', { sets: [], calibration: () => undefined, machines: MACHINES })
    expect(scenario.experimentFor('fluence@F4').scheduler.permitWaitingTime).toBe(20_000_000)
    const f1 = scenario.experimentFor('fluence@F1')
    expect(f1.scheduler.permitWaitingTime).toBeUndefined()
    expect(f1.experimenter.gap).toEqual([{ kind: 'fixed', value: 1_000_000 }])
  })

  it('gives each scheduler its own parameters and no others', () => {
    expect(experimentOf('', 'coscheduling').scheduler).toMatchObject({ permitWaitingTime: 60_000_000, podGroupBackoff: 0 })
    expect(experimentOf('', 'coscheduling')).not.toHaveProperty('scheduler.rejectPercentage')
    expect(experimentOf('', 'coscheduling@0.34').scheduler.rejectPercentage).toBe(10)
    expect(experimentOf('', 'gang@1.35').scheduler.permitWaitingTime).toBe(300_000_000)
    expect(experimentOf('', 'gang')).not.toHaveProperty('scheduler.permitWaitingTime')
    expect(experimentOf('', 'kueue').scheduler).toMatchObject({ quotaCpu: 40_000, quotaPods: 1000, blockAdmission: true, requeueLimit: 5 })
    expect(experimentOf('')).not.toHaveProperty('scheduler.quotaCpu')
  })

  it('takes nodes of several kinds', () => {
    const { pools } = experimentOf(
      'cluster.nodes: 3\ncluster.pools: [{name: a}, {nodes: 2, cpu: 8, taints: ["x=y:PreferNoSchedule"]}]',
    ).cluster
    expect(pools.map((p) => [p.name, p.nodes, p.allocatable.cpu, p.system.cpu, p.taints])).toEqual([
      ['a', 3, 4000, 600, []],
      ['pool-1', 2, 8000, 600, [{ key: 'x', value: 'y', effect: 'PreferNoSchedule' }]],
    ])
  })

  it('takes the run time of the app, of the size, or of all the rest', () => {
    const body = 'application.runTime: {2: 8s, long: 60s, other: 5s}\nworkload.jobs: [{size: 2}, {size: 3}, {size: 2, app: long}]'
    expect(experimentOf(body).workload.jobs.map((j) => j.app)).toEqual(['2', '', 'long'])
  })
})

describe('a mistake in the text', () => {
  it('that makes it no YAML is told with line and column', () => {
    expect(whole('title: t\nschedulers: [default\n')[0]).toMatch(/^run\.yaml:\d+:\d+: expected YAML, got Flow sequence/)
  })

  it('in an empty file says so', () => {
    expect(whole('# nothing\n')).toEqual(['run.yaml:1:1: expected a scenario, got an empty file\n  start from a file under data/scenarios'])
    expect(whole('')).toHaveLength(1)
  })

  it('that makes it another document says so', () => {
    expect(whole('- a\n- b\n')[0]).toContain('run.yaml:1:1: expected a scenario: a map of title')
    expect(whole('hello')[0]).toContain('got "hello"')
  })

  it('that gives a key twice says which', () => {
    expect(mistakes('api: { write: 1ms }\napi: { watch: 1ms }')).toEqual([
      'run.yaml:5:1: expected each key once, got the same key again\n  remove one of the two',
    ])
    expect(mistakes('api.write: 1ms\napi: { write: 1ms }')).toEqual([
      'run.yaml:5:8 api.write: expected api.write once, got it again\n  keep one of the two; the other is at run.yaml:4:1 api.write',
    ])
  })

  it('that uses an alias without anchor says where', () => {
    expect(mistakes('api: *nowhere')[0]).toContain('run.yaml:4:6 api: expected a value, got *nowhere')
  })

  it('does not hang on aliases of aliases', () => {
    const bomb = [
      'a: &a [x,x,x,x,x,x,x,x,x,x]',
      ...'bcdefgh'.split('').map((c, i) => `${c}: &${c} [${Array(10).fill(`*${'abcdefg'[i]}`)}]`),
    ]
    expect(mistakes(bomb.join('\n'))[0]).toContain('nesting or repetition without end')
  })

  it('that leaves out title or schedulers says so', () => {
    expect(whole('cluster: {machine: plain}')).toEqual([
      'run.yaml:1:1: expected title: one line of text, got none\n  say what the scenario shows',
      'run.yaml:1:1: expected schedulers: a list of at least one, got none\n  write schedulers: [default, coscheduling, fluence, kueue, gang], or some of these',
    ])
  })
})

describe('a mistake in a name', () => {
  it('of a parameter is answered with the nearest', () => {
    expect(mistakes('cluster.node: 3')).toEqual([
      'run.yaml:4:1 cluster.node: expected a known parameter, got "cluster.node"\n  did you mean cluster.nodes?',
    ])
    expect(mistakes('api:\n  wirte: 1ms')).toEqual([
      'run.yaml:5:3 api.wirte: expected a known parameter, got "api.wirte"\n  did you mean api.write?',
    ])
    expect(mistakes('api:\n  latency: 1ms')[0]).toContain('known: api.write, api.watch, api.read')
    expect(mistakes('weather: 1')[0]).toContain('known: title, schedulers, cluster, workload')
  })

  it('of a parameter in --set is told with the flag', () => {
    expect(mistakes('', 'default', ['cluster.node=3'])).toEqual([
      '--set cluster.node: expected a known parameter, got "cluster.node"\n  did you mean cluster.nodes?',
    ])
    expect(mistakes('', 'default', ['cluster=3'])[0]).toContain('known: cluster.nodes, cluster.machine')
    expect(mistakes('', 'default', ['cluster.nodes'])[0]).toContain('--set cluster.nodes: expected path=value')
  })

  it('of a field is answered with the nearest', () => {
    expect(mistakes('workload.jobs:\n  - {size: 2}\n  - {sise: 2}')).toEqual([
      'run.yaml:6:6 workload.jobs[1].sise: expected one of name, size, cpu, memory, gpu, tasks, minSize, minMember, priority, app, tolerations, nodeSelector, runTime, at, got "sise"\n  did you mean size?',
    ])
  })

  it('of a scheduler or its version lists what there is', () => {
    expect(whole('title: t\nschedulers:\n  - default\n  - kueu\n')[0]).toBe(
      'run.yaml:4:5 schedulers[1]: expected a scheduler: default, coscheduling, fluence, kueue, gang, got "kueu"\n  did you mean kueue?',
    )
    expect(mistakes('', 'fluence@F9')[0]).toContain('--scheduler: expected a version of fluence: F5, F1, F2, F4, got "F9"')
    expect(whole('title: t\nschedulers: [default, default@1.28]')[0]).toContain('expected each scheduler once, got default@1.28 again')
  })

  it('of a machine type is answered with the nearest', () => {
    expect(mistakes('', 'default', ['cluster.machine=plan'])).toEqual([
      '--set cluster.machine: expected a machine type of data/machines.yaml, got "plan"\n  did you mean plain?',
    ])
  })

  it('of a run time that no job takes is told at its place', () => {
    expect(mistakes('application.runTime:\n  other: 1s\n  2x: 2s')).toEqual([
      'run.yaml:6:3 application.runTime.2x: expected a size, the app of a job, or other, got "2x"\n  no job takes this run time: correct the key',
    ])
  })
})

describe('a mistake in a value', () => {
  it.each([
    [
      'experimenter.gap: 5',
      'run.yaml:4:19 experimenter.gap: expected a duration or a distribution of durations, got "5": "5" is no duration',
    ],
    ['experimenter.gap: U(2s, 1s)', 'got "U(2s, 1s)": U(2s, 1s) has its ends the wrong way round'],
    ['kubelet.removal: 2', 'expected a duration from 0s up, got "2"\n  give it a unit: us, ms, s, m or h'],
    ['cluster.nodes: 0', 'expected a whole number from 1 to 100000, got "0"'],
    ['cluster.nodes: 8.0', 'expected a whole number from 1 to 100000, got "8.0"'],
    ['cluster.nodes: eight', 'got "eight"\n  write digits only, without unit'],
    ['cluster.nodes: [8]', 'got a list of 1'],
    ['cluster.nodes:', 'run.yaml:4:15 cluster.nodes: expected a whole number from 1 to 100000, got nothing'],
    ['cluster.system.cpu: 600Mi', 'expected cpu from 0 up, got "600Mi"\n  write cores (2, 0.5) or millicores (600m)'],
    ['workload.memory: 2GB', 'expected memory, got "2GB"\n  write bytes with a unit of Kubernetes'],
    ['workload.kind: minicluster', 'expected one of job, mini-cluster, got "minicluster"\n  did you mean mini-cluster?'],
    ['experimenter.batchesOverlap: yes', 'expected true or false, got "yes"'],
    ['cluster.zones: []', 'expected a list of at least 1'],
    ['cluster.taints: [a=b:Never]', 'run.yaml:4:18 cluster.taints[0]: expected a taint key=value:Effect, got "a=b:Never"'],
    ['cluster: 8', 'run.yaml:4:10 cluster: expected a map of the parameters cluster.*, got "8"'],
    ['application.runTime: []', 'expected a distribution of durations, or a map from key to distribution, got a list of 0'],
    ['experimenter.gap: recorded(nothing)', 'there are no recorded values named "nothing"'],
  ])('%s', (body, message) => {
    const lines = body.startsWith('cluster: ')
      ? problemsOf(() =>
          readScenario(`title: t\nschedulers: [default]\n#\n${body}`, 'run.yaml', {
            sets: [],
            calibration: () => undefined,
            machines: MACHINES,
          }),
        )
      : mistakes(body)
    expect(lines).toHaveLength(1)
    expect(lines[0]).toContain(message)
  })

  it('is told with every other one', () => {
    expect(mistakes('cluster.nodes: x\napi: { write: 1, watch: 2 }', 'default', ['limits.time=1'])).toHaveLength(4)
  })

  it.each(['500ms', '0s', '1.5s', '60'])('%s is no permit wait: whole seconds from 1s up', (value) => {
    expect(mistakes('', 'coscheduling', [`scheduler.permitWaitingTime=${value}`])).toEqual([
      `--set scheduler.permitWaitingTime: expected whole seconds from 1s up, got "${value}"\n  coscheduling keeps this value in whole seconds; 0 would mean its own default of 60 s; the framework cuts what is above 900 s`,
    ])
  })

  it('of a parameter that belongs to another scheduler says to which', () => {
    expect(mistakes('scheduler: { quotaCpu: 16 }')).toEqual([
      'run.yaml:4:14 scheduler.quotaCpu: expected a parameter of default@1.28, got scheduler.quotaCpu, which belongs to kueue\n  leave it out, run with --scheduler kueue, or give it to that scheduler alone: schedulers: [{name: kueue, set: {scheduler.quotaCpu: ...}}]',
    ])
    expect(mistakes('', 'gang', ['scheduler.permitWaitingTime=60s'])[0]).toContain(
      'which belongs to coscheduling, fluence F5 F4, gang 1.35',
    )
    expect(mistakes('scheduler: { quotaCpu: 16 }', 'kueue')).toEqual([])
  })
})

describe('what does not go together', () => {
  it('a job larger than the cluster', () => {
    const expected = 'expected a job of at most 8 pods of cpu 2: more do not fit the empty cluster at once'
    expect(mistakes('workload:\n  sizes: [2, 9]')).toEqual([
      `run.yaml:5:14 workload.sizes[1]: ${expected}, got job-0-0-size-9 with 9 pods\n  take more nodes (cluster.nodes), larger ones (cluster.machine), or a smaller job: this one could never run`,
    ])
    expect(mistakes('workload.sizes: [2, 16]\nworkload.cpu: 1700m')).toEqual([])
    expect(mistakes('workload.sizes: [2, 17]\nworkload.cpu: 1700m')).toHaveLength(1)
    expect(mistakes('workload.sizes: [9]\ncluster.pools: [{nodes: 8}, {nodes: 1}]')).toEqual([])
    expect(mistakes('workload.sizes: [9]\ncluster.pools: [{nodes: 8}, {nodes: 1, taints: ["x:NoSchedule"]}]')).toHaveLength(1)
    expect(mistakes('workload.memory: 17Gi')[0]).toContain('a job of at most 0 pods of cpu 2, memory 17Gi')
    expect(mistakes('workload.gpu: 1')[0]).toContain('a job of at most 0 pods of cpu 2, gpu 1')
  })

  it('a larger cluster mends it', () => {
    expect(mistakes('workload:\n  sizes: [2, 9]', 'default', ['cluster.nodes=9'])).toEqual([])
  })

  it('system pods larger than a node', () => {
    expect(mistakes('cluster.system: { cpu: 5 }')[0]).toBe(
      'run.yaml:4:19 cluster.system.cpu: expected system cpu up to the 4 that a node offers, got 5\n  a node cannot hold more than it offers: lower the system load or take another machine type',
    )
  })

  it('two jobs of one name', () => {
    expect(mistakes('workload.jobs:\n  - {name: a, size: 2}\n  - {name: a, size: 3}')).toEqual([
      'run.yaml:6:5 workload.jobs[1]: expected names that differ, got another job named a\n  the first is at run.yaml:5:5 workload.jobs[0]; give names of your own in workload.jobs',
    ])
    expect(mistakes('workload.sizes: [2, 2]')[0]).toContain('another job named job-0-0-size-2')
  })

  it('a job without size', () => {
    expect(mistakes('workload.jobs: [{name: a}]')).toEqual([
      'run.yaml:4:17 workload.jobs[0]: expected a size, got none\n  say how many pods the job has: {size: 4}',
    ])
  })

  it('a quorum or a group larger than the job', () => {
    expect(mistakes('workload: {kind: mini-cluster, sizes: [{size: 2, minSize: 3}]}')[0]).toContain(
      'expected minSize up to the size 2, got minSize 3',
    )
    expect(mistakes('workload: {sizes: [{size: 2, minMember: 3}]}')[0]).toContain('expected minMember up to the size 2, got minMember 3')
    expect(mistakes('workload: {sizes: [{size: 2, minSize: 1}]}')[0]).toContain('expected minSize with workload.kind mini-cluster only')
  })

  it('a job without run time', () => {
    expect(mistakes('application.runTime: {2: 1s}\nworkload.sizes: [2, 3]')).toEqual([
      'run.yaml:4:1 application.runTime: expected a run time for each job, got none for size 3\n  known: 2; add "other" for the rest',
    ])
  })

  it('Flux brokers in plain Jobs', () => {
    expect(mistakes('application.startsWhen: brokers')[0]).toContain('expected ready, as workload.kind is job, got brokers')
  })

  it('a longest back-off below the first', () => {
    expect(mistakes('scheduler: {initialBackoff: 5s, maxBackoff: 2s}')[0]).toContain(
      'expected at least scheduler.initialBackoff (5s), got 2s',
    )
  })

  it('is told for all schedulers asked for at once', () => {
    const problems = problemsOf(() => scenarioOf('scheduler.quotaCpu: 16').experimentsFor(['default', 'volcano', 'fluence']))
    expect(problems).toHaveLength(3)
  })
})
