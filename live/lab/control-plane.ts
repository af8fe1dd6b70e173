/** The programs of a control plane on loopback, and the words that each is started with (README.md says why these). */
import { join } from 'node:path'
import type { Program } from './supervisor.ts'

export interface Place {
  /** folder that holds everything of this lab */
  readonly folder: string
  /** the file that holds the four programs */
  readonly binary: string
  readonly ports: { readonly etcd: number; readonly peers: number; readonly api: number }
  /** feature gates, for every program */
  readonly gates: readonly string[]
  /** API versions served beside the usual ones */
  readonly apis: readonly string[]
}

/** Requests a second and burst of a client. */
export interface ClientLimit {
  readonly qps: number
  readonly burst: number
}

/** Those that a job, its Service and its deletion need. */
const CONTROLLERS = [
  'endpointslice',
  'garbage-collector',
  'job',
  'namespace',
  'pod-garbage-collector',
  'podgroup-protection',
  'root-ca-certificate-publisher',
  'serviceaccount',
  'ttl-after-finished',
].map((name) => `${name}-controller`)

export const serverOf = ({ ports }: Place): string => `https://127.0.0.1:${ports.api}`

function gatesOf({ gates }: Place): string[] {
  return gates.length === 0 ? [] : ['--feature-gates', gates.map((gate) => `${gate}=true`).join(',')]
}

function program({ folder, binary }: Place, name: string, words: readonly string[]): Program {
  return { args: [binary, name, ...words], log: join(folder, 'log', `${name}.log`) }
}

export function etcd(place: Place): Program {
  const clients = `http://127.0.0.1:${place.ports.etcd}`
  const peers = `http://127.0.0.1:${place.ports.peers}`
  return program(place, 'etcd', [
    ...['--data-dir', join(place.folder, 'etcd'), '--log-level', 'warn'],
    '--unsafe-no-fsync', // a lab outlives its processes, not its machine
    ...['--listen-client-urls', clients, '--advertise-client-urls', clients],
    ...['--listen-peer-urls', peers, '--initial-advertise-peer-urls', peers, '--initial-cluster', `default=${peers}`],
  ])
}

export function apiServer(place: Place): Program {
  const { folder, ports, apis } = place
  const key = join(folder, 'service-accounts.key')
  return program(place, 'apiserver', [
    ...['--etcd-servers', `http://127.0.0.1:${ports.etcd}`],
    ...['--bind-address', '127.0.0.1', '--secure-port', String(ports.api), '--advertise-address', '127.0.0.1'],
    ...['--endpoint-reconciler-type', 'none'], // an address of loopback may be in no EndpointSlice
    ...['--cert-dir', join(folder, 'certs'), '--token-auth-file', join(folder, 'tokens.csv'), '--authorization-mode', 'RBAC'],
    ...['--service-account-issuer', 'https://kubernetes.default.svc'],
    ...['--service-account-signing-key-file', key, '--service-account-key-file', key],
    ...['--service-cluster-ip-range', '10.96.0.0/16', '--kubelet-preferred-address-types', 'InternalIP', '--profiling=false'],
    ...['--disable-admission-plugins', 'TaintNodesByCondition'], // or every new node is tainted, and nobody here takes that off
    ...gatesOf(place),
    ...(apis.length === 0 ? [] : ['--runtime-config', apis.map((api) => `${api}=true`).join(',')]),
  ])
}

export function controllerManager(place: Place, kubeconfig: string, limit: ClientLimit): Program {
  return program(place, 'controller-manager', [
    ...['--kubeconfig', kubeconfig, '--leader-elect=false', '--secure-port', '0'],
    ...['--service-account-private-key-file', join(place.folder, 'service-accounts.key')],
    ...['--root-ca-file', join(place.folder, 'certs', 'apiserver.crt')],
    '--use-service-account-credentials=true', // with its own, narrow rights it may not create a pod
    ...['--kube-api-qps', String(limit.qps), '--kube-api-burst', String(limit.burst)],
    ...['--controllers', CONTROLLERS.join(',')],
    ...gatesOf(place),
  ])
}

/** @param binary a kube-scheduler of any version; @param words what comes before the flags */
export function scheduler(place: Place, binary: string, words: readonly string[], config: string): Program {
  const args = [binary, ...words, '--config', config, '--secure-port', '0', ...gatesOf(place)]
  return { args, log: join(place.folder, 'log', 'scheduler.log') }
}
