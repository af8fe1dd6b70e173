/** A real control plane with nodes that nobody plays: pods are bound to them and stay so. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseAllDocuments } from 'yaml'
import { type ClusterClient, connect, type Json } from '../../live/client.ts'
import { type Lab, startLab } from '../../live/lab/lab.ts'
import { findLabScheduler, type LabScheduler } from '../../live/lab/schedulers.ts'

export interface LabCluster {
  readonly lab: Lab
  /** the administrator's */
  readonly client: ClusterClient
}

/** Starts a lab, does the work, stops it whatever happens. */
export async function withLab(scheduler: string, work: (cluster: LabCluster) => Promise<void>): Promise<void> {
  const lab = await startLab({ scheduler: findLabScheduler(scheduler, '--scheduler') as LabScheduler })
  const client = await connect({ context: lab.context, kubeconfig: lab.kubeconfig })
  try {
    await work({ lab, client })
  } finally {
    await client.close()
    await lab.stop()
  }
}

/** A node as the recorded machines were: room for one pod of two cores. */
export async function addNodes(client: ClusterClient, ...names: readonly string[]): Promise<void> {
  const room = { cpu: '3920m', memory: '29085840Ki', pods: '110' }
  for (const name of names) {
    const labels = { 'kubernetes.io/hostname': name }
    const status = { allocatable: room, capacity: room, conditions: [{ type: 'Ready', status: 'True' }] }
    await client.create('/api/v1/nodes', { apiVersion: 'v1', kind: 'Node', metadata: { name, labels }, status })
  }
}

export const JOBS = '/apis/batch/v1/namespaces/default/jobs'

/** An Indexed Job of pods of two cores that go at once when they are deleted: there is no kubelet to wait for. */
export async function addJob(client: ClusterClient, name: string, size: number): Promise<void> {
  const container = { name: 'app', image: 'none', resources: { requests: { cpu: '2' } } }
  const template = { spec: { restartPolicy: 'Never', terminationGracePeriodSeconds: 0, containers: [container] } }
  const spec = { completionMode: 'Indexed', completions: size, parallelism: size, template }
  await client.create(JOBS, { apiVersion: 'batch/v1', kind: 'Job', metadata: { name, namespace: 'default' }, spec })
}

/** The same context as a service account that a ClusterRole is bound to. Returns the path of its kubeconfig. */
export async function kubeconfigOf({ lab, client }: LabCluster, role: string): Promise<string> {
  const account = `${role}-user`
  const subject = { kind: 'ServiceAccount', name: account, namespace: 'default' }
  await client.create('/api/v1/namespaces/default/serviceaccounts', { metadata: { name: account } })
  await client.create('/apis/rbac.authorization.k8s.io/v1/clusterrolebindings', {
    metadata: { name: account },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role },
    subjects: [subject],
  })
  const { status } = await client.create(`/api/v1/namespaces/default/serviceaccounts/${account}/token`, {
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'TokenRequest',
    spec: { expirationSeconds: 3600 },
  })
  const config = JSON.parse(readFileSync(lab.kubeconfig, 'utf8'))
  config.users[0].user = { token: status.token }
  const path = join(lab.folder, `${account}.kubeconfig`)
  writeFileSync(path, JSON.stringify(config), { mode: 0o600 })
  return path
}

/** The documents of a YAML file of this repository. */
export function documentsOf(path: string): Json[] {
  const text = readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
  return parseAllDocuments(text).map((d) => {
    if (d.errors.length > 0) throw d.errors[0]
    return d.toJS() as Json
  })
}

/** Asks again until it holds. @throws with what it last saw */
export async function until<T>(what: string, ask: () => Promise<T>, holds: (seen: T) => boolean, seconds = 30): Promise<T> {
  const end = performance.now() + seconds * 1000
  for (;;) {
    const seen = await ask()
    if (holds(seen)) return seen
    if (performance.now() > end) throw new Error(`expected ${what} within ${seconds} s, got ${JSON.stringify(seen).slice(0, 2000)}`)
    await sleep(200)
  }
}
