/** Keys, tokens and kubeconfigs of a lab: made here, good for nothing else, readable by their owner only. */
import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Name of the context (and of cluster and user) in each kubeconfig of a lab. */
export const CONTEXT = 'lab'

/** Who talks to the API server. The controllers' users are the ones for which Kubernetes brings its roles along. */
const USERS = {
  admin: { name: 'admin', groups: 'system:masters' },
  'controller-manager': { name: 'system:kube-controller-manager', groups: '' },
  scheduler: { name: 'system:kube-scheduler', groups: '' },
} as const

export type LabUser = keyof typeof USERS

function writePrivate(path: string, text: string): void {
  writeFileSync(path, text, { mode: 0o600 })
}

/** Writes the key that signs service account tokens, and a token for each user. */
export function writeKeys(folder: string): Readonly<Record<LabUser, string>> {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
  writePrivate(join(folder, 'service-accounts.key'), privateKey.export({ type: 'sec1', format: 'pem' }) as string)
  const tokens = Object.fromEntries(Object.keys(USERS).map((user) => [user, randomBytes(24).toString('hex')])) as Record<LabUser, string>
  const rows = Object.entries(USERS).map(([user, { name, groups }]) => `${tokens[user as LabUser]},${name},${name},"${groups}"\n`)
  writePrivate(join(folder, 'tokens.csv'), rows.join(''))
  return tokens
}

/**
 * Writes `<user>.kubeconfig`. The API server has made its own pair, and its certificate is at the same time the authority that clients trust.
 * @returns its path
 */
export function writeKubeconfig(folder: string, user: LabUser, token: string, server: string): string {
  const path = join(folder, `${user}.kubeconfig`)
  const certificate = readFileSync(join(folder, 'certs', 'apiserver.crt')).toString('base64')
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: CONTEXT, cluster: { server, 'certificate-authority-data': certificate } }],
    users: [{ name: CONTEXT, user: { token } }],
    contexts: [{ name: CONTEXT, context: { cluster: CONTEXT, user: CONTEXT } }],
    'current-context': CONTEXT,
  }
  writePrivate(path, `${JSON.stringify(config, null, 2)}\n`)
  return path
}
