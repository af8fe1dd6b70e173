/** What a cluster is handed to run the parts of a sweep: an image's Dockerfile, an Indexed Job, and what to type. Pure. */
import { stringify } from 'yaml'
import { quote } from './again.ts'

export interface OnCluster {
  /** name of the Job, and the value of its label muster.run */
  readonly name: string
  readonly image: string
  readonly namespace: string
  readonly parts: number
  /** words behind `muster sim`, without --shard and --out */
  readonly words: readonly string[]
  /** of the code that merges: parts made by another are refused */
  readonly commit: string | undefined
}

/** Where a part is written: the one place of the pod that can be written to. */
const RESULTS = '/results'

/** Node 20 as this project is tested with; `--build-arg NODE=` takes another. */
const NODE = 'node:20-slim'

/**
 * The one line that a pod runs: its part of the sweep, then that part's folder as text on standard output. Whatever goes wrong is on
 * standard error, and ends the pod with its exit code.
 */
function script({ words, parts }: OnCluster): string {
  const part = '"$RESULTS/part-$JOB_COMPLETION_INDEX"'
  const sweep = `node cli/muster.mjs sim ${words.map(quote).join(' ')} --shard "$((JOB_COMPLETION_INDEX + 1))/${parts}" --out ${part} --workers 1 --quiet`
  return `${sweep} > "$RESULTS/said" && tar -C "$RESULTS" -czf "$RESULTS/part.tgz" "part-$JOB_COMPLETION_INDEX" && base64 "$RESULTS/part.tgz"`
}

/** The Indexed Job as an object of the API. */
export function jobOf(sweep: OnCluster): object {
  const labels = { 'muster.run': sweep.name }
  const container = {
    name: 'part',
    image: sweep.image,
    command: ['sh', '-c', script(sweep)],
    env: [{ name: 'RESULTS', value: RESULTS }],
    resources: { requests: { cpu: '1', memory: '1Gi' }, limits: { memory: '2Gi' } },
    securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
    volumeMounts: [{ name: 'results', mountPath: RESULTS }],
  }
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: sweep.name, namespace: sweep.namespace, labels },
    spec: {
      completionMode: 'Indexed',
      completions: sweep.parts,
      parallelism: sweep.parts,
      backoffLimit: 3 * sweep.parts,
      template: {
        metadata: { labels },
        spec: {
          restartPolicy: 'Never',
          automountServiceAccountToken: false,
          securityContext: { runAsNonRoot: true, runAsUser: 1000, fsGroup: 1000, seccompProfile: { type: 'RuntimeDefault' } },
          containers: [container],
          volumes: [{ name: 'results', emptyDir: {} }],
        },
      },
    },
  }
}

export const jobYaml = (sweep: OnCluster): string => stringify(jobOf(sweep), { lineWidth: 0, aliasDuplicateObjects: false })

/** The image: this clone and what it needs to run. */
export function dockerfile({ commit }: OnCluster): string {
  // without a repository in the image, this is how the code says which commit it is
  const known = commit === undefined ? '' : `RUN mkdir -p .git && echo ${commit} > .git/HEAD\n`
  return `ARG NODE=${NODE}
FROM \${NODE}
WORKDIR /muster
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --no-audit --no-fund
COPY . .
${known}USER 1000
`
}

/** Beside a Dockerfile: what is not sent to the build. */
export const DOCKERIGNORE = '.git\nnode_modules\nruns\ncoverage\n'

/** What to type, in a clone of muster. */
export function readme(sweep: OnCluster, folder: string): string {
  const { name, image, namespace, parts } = sweep
  const path = quote(folder)
  return `# ${name}: a sweep in ${parts} parts

Type these in the folder of muster that wrote this one: the image holds what is in it, and parts are merged only by the code that made them.

1. The image, to where the cluster can pull it:

   docker build -t ${image} -f ${path}/Dockerfile . && docker push ${image}

2. The parts, each a pod of an Indexed Job, and the wait until all have ended:

   kubectl apply -f ${path}/job.yaml && kubectl -n ${namespace} wait --for=condition=complete --timeout=24h job/${name}

3. Their results, from the logs of the pods that succeeded, and the whole:

   sh ${path}/fetch.sh && npm run sim -- merge ${path}/parts/*

Fetch before the pods are removed. A node keeps 10 MiB of a container's log unless it is told otherwise (containerLogMaxSize): where a part is
larger, fetch.sh fails at it, and more parts are the remedy. Kubernetes 1.28 or newer.

Afterwards: kubectl -n ${namespace} delete job ${name}
`
}

/** Reads each part from the log of its pod. `KUBECTL` may name another program, or a context with it. */
export function fetchScript({ name, namespace, parts }: OnCluster): string {
  return `#!/bin/sh
# fetches every part of ${name} into parts/ beside this file; KUBECTL='kubectl --context NAME' names the cluster
set -eu
cd "$(dirname "$0")"
mkdir -p parts
index=0
while [ "$index" -lt ${parts} ]; do
  pod=$(\${KUBECTL:-kubectl} -n ${namespace} get pods -l "job-name=${name},batch.kubernetes.io/job-completion-index=$index" --field-selector status.phase=Succeeded -o name | head -n 1)
  if [ -z "$pod" ]; then echo "part $index: no pod of it has succeeded" >&2; exit 1; fi
  \${KUBECTL:-kubectl} -n ${namespace} logs "$pod" > parts/.log
  base64 -d parts/.log > parts/.tgz
  tar -C parts -xzf parts/.tgz
  index=$((index + 1))
done
rm -f parts/.log parts/.tgz
`
}
