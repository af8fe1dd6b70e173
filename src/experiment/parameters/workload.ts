/** The jobs: listed one by one, or sizes x iterations x batches. */
import type { Distribution } from '../distribution.ts'
import { distribution } from '../distribution-types.ts'
import { type Parameter, recordOf } from '../parameter.ts'
import { choice, cpu, decimalNumber, duration, listOf, memory, objectName, text, wholeNumber } from '../value-types.ts'

const kind: Parameter<'job' | 'mini-cluster'> = {
  path: 'workload.kind',
  type: choice(['job', 'mini-cluster']),
  default: 'job',
  help: 'job: an Indexed Job with a headless Service; mini-cluster: a Flux MiniCluster',
  source: 'semantics 0.1, 4',
}

const cpuOfPod: Parameter<number> = {
  path: 'workload.cpu',
  type: cpu(),
  default: '2',
  help: 'cpu request of a pod',
  source: 'semantics 0.1',
}

const memoryOfPod: Parameter<number> = {
  path: 'workload.memory',
  type: memory(),
  default: '0',
  help: 'memory request of a pod; 0: none',
  source: 'semantics 0.1: no memory request',
}

const gpuOfPod: Parameter<number> = {
  path: 'workload.gpu',
  type: wholeNumber({ max: 64 }),
  default: '0',
  help: 'devices a pod asks for',
  source: 'none',
}

const tasks: Parameter<number> = {
  path: 'workload.tasks',
  type: wholeNumber({ max: 1_000_000 }),
  default: '0',
  help: 'MPI tasks of a job (flux submit -n); 0: one for each pod',
  source: 'semantics 4.3',
}

const minSize: Parameter<number> = {
  path: 'workload.minSize',
  type: wholeNumber(),
  default: '0',
  help: 'quorum of a MiniCluster (minSize <= size); 0: not set',
  source: 'semantics 4.2',
}

const minMember: Parameter<number> = {
  path: 'workload.minMember',
  type: wholeNumber({ min: 1 }),
  default: null,
  unset: 'the pods the job needs at once (semantics 4.5)',
  help: "pods that a job's pod group must gather (minMember <= size)",
  source: 'semantics 0.1: minMember = size',
}

const priority: Parameter<number> = {
  path: 'workload.priority',
  type: wholeNumber({ min: -1_000_000_000, max: 1_000_000_000 }),
  default: '0',
  help: 'priority of the pods',
  source: 'semantics 0.1: none',
}

const app: Parameter<string> = {
  path: 'workload.app',
  type: text(/^[\w.-]+$/, 'a key of application.runTime', 'letters, digits, "-", "_" and "."'),
  default: null,
  unset: 'the size, if application.runTime has it, else the one for all',
  help: 'which of application.runTime the jobs take',
  source: 'yours',
}

const tolerations: Parameter<readonly string[]> = {
  path: 'workload.tolerations',
  type: listOf(
    text(
      /^(\*|[^=:\s]+(=[^:\s]*)?)(:(NoSchedule|PreferNoSchedule|NoExecute))?$/,
      'a toleration key, key=value or either with :Effect',
      'write for instance dedicated=mpi:NoSchedule, nvidia.com/gpu, or "*" for every taint',
    ),
  ),
  default: '[]',
  help: 'taints that the pods stand: key (any value), key=value, either with :Effect, or "*"',
  source: 'none',
}

const nodeSelector: Parameter<readonly string[]> = {
  path: 'workload.nodeSelector',
  type: listOf(text(/^[^=\s]+=[^\s]*$/, 'a label key=value', 'write it without spaces')),
  default: '[]',
  help: 'labels that a node must have, as key=value; topology.kubernetes.io/zone and kubernetes.io/hostname are always there',
  source: 'none',
}

const runTime: Parameter<Distribution> = {
  path: 'workload.jobs[].runTime',
  type: distribution(),
  default: null,
  unset: 'by application.runTime',
  help: 'how long the work of this job takes, instead of application.runTime',
  source: 'yours',
}

const size: Parameter<number> = {
  path: 'workload.sizes[].size',
  type: wholeNumber({ min: 1, max: 100_000 }),
  default: null,
  unset: 'an error: every job has a size',
  help: 'pods of the job',
  source: 'yours',
}

function fieldsOf(list: 'sizes' | 'jobs') {
  const own = <T>(parameter: Parameter<T>, key: string): Parameter<T> => ({
    ...parameter,
    path: `workload.${list}[].${key}`,
    default: null,
    unset: `as workload.${key}`,
  })
  return {
    size: { ...size, path: `workload.${list}[].size` },
    cpu: own(cpuOfPod, 'cpu'),
    memory: own(memoryOfPod, 'memory'),
    gpu: own(gpuOfPod, 'gpu'),
    tasks: own(tasks, 'tasks'),
    minSize: own(minSize, 'minSize'),
    minMember: own(minMember, 'minMember'),
    priority: own(priority, 'priority'),
    app: own(app, 'app'),
    tolerations: own(tolerations, 'tolerations'),
    nodeSelector: own(nodeSelector, 'nodeSelector'),
    runTime: { ...runTime, path: `workload.${list}[].runTime` },
  }
}

const weight: Parameter<number> = {
  path: 'workload.sizes[].weight',
  type: decimalNumber(),
  default: null,
  unset: '1',
  help: 'how often it is drawn, relative to the others (with workload.draw)',
  source: 'yours',
}

const SIZE_FIELDS = { ...fieldsOf('sizes'), weight }

const JOB_FIELDS = {
  name: {
    path: 'workload.jobs[].name',
    type: objectName(),
    default: null,
    unset: 'job-0, job-1, ...',
    help: 'name of the job',
    source: 'yours',
  } as Parameter<string>,
  ...fieldsOf('jobs'),
  at: {
    path: 'workload.jobs[].at',
    type: duration(),
    default: null,
    unset: 'by experimenter.gap',
    help: 'moment of submission, since the beginning (with experimenter.submits: arrivals)',
    source: 'yours',
  } as Parameter<number>,
}

const sizes = {
  path: 'workload.sizes',
  type: listOf(recordOf('size', SIZE_FIELDS, 'size'), 1),
  default: '[2, 3, 4, 5, 6]',
  help: 'sizes of the jobs of one iteration, in order: numbers, or maps with a size',
  source: 'semantics 0.1',
}

const jobs = {
  path: 'workload.jobs',
  type: listOf(recordOf('job', JOB_FIELDS), 1),
  default: null,
  unset: 'sizes x iterations x batches',
  help: 'the jobs one by one, in order of submission, instead of sizes x iterations x batches',
  source: 'yours',
}

const iterations: Parameter<number> = {
  path: 'workload.iterations',
  type: wholeNumber({ min: 1, max: 100_000 }),
  default: '10',
  help: 'how often the sizes are gone through in a batch',
  source: 'semantics 0.1',
}

const batches: Parameter<number> = {
  path: 'workload.batches',
  type: wholeNumber({ min: 1, max: 10_000 }),
  default: '1',
  help: 'batches, each with all iterations',
  source: 'experiments.json: 1',
}

const first: Parameter<number> = {
  path: 'workload.first',
  type: wholeNumber({ min: 1 }),
  default: null,
  unset: 'all jobs',
  help: 'only so many jobs, from the first',
  source: '`jobs` in the headers of data/lab',
}

const draw: Parameter<number> = {
  path: 'workload.draw',
  type: wholeNumber({ min: 1, max: 1_000_000 }),
  default: null,
  unset: 'every size once in each iteration',
  help: 'so many jobs in each batch, their sizes drawn at random from workload.sizes instead of gone through',
  source: 'yours',
}

export const WORKLOAD = {
  kind,
  sizes,
  iterations,
  batches,
  first,
  draw,
  cpu: cpuOfPod,
  memory: memoryOfPod,
  gpu: gpuOfPod,
  tasks,
  minSize,
  minMember,
  priority,
  app,
  tolerations,
  nodeSelector,
  jobs,
}
export { JOB_FIELDS, SIZE_FIELDS }
