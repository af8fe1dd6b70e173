/** Manifests that a lab applies before its controllers start: the garbage collector learns of a kind that comes later only after half a minute. */
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseAllDocuments } from 'yaml'
import { manifestFiles } from './cache.ts'
import type { Manifest } from './rest.ts'
import type { LabScheduler } from './schedulers.ts'

/** Webhook manifests lie beside the CRDs under this name, and are applied later and changed. */
const WEBHOOKS = 'manifests.yaml'

export function readManifests(path: string): Manifest[] {
  return parseAllDocuments(readFileSync(path, 'utf8'))
    .map((document) => document.toJS() as Manifest | null)
    .filter((manifest) => manifest?.kind !== undefined && manifest !== null) as Manifest[]
}

/** Definitions that every lab has: the MiniCluster, whose operator is an actor of ours. */
function ownDefinitions(): Manifest[] {
  return readManifests(fileURLToPath(new URL('manifests/mini-cluster.yaml', import.meta.url)))
}

/** Kinds that a scheduler brings along. */
export function definitionsFor(scheduler: LabScheduler): Manifest[] {
  const sources = [scheduler.name === 'coscheduling' || scheduler.name === 'volcano' ? scheduler.places : undefined, scheduler.queue]
  const files = sources.filter((name) => name !== undefined).flatMap(manifestFiles)
  const taken = files.filter((file) => basename(file) !== WEBHOOKS).flatMap(readManifests)
  return [...ownDefinitions(), ...taken].filter(({ kind }) => kind === 'CustomResourceDefinition')
}

interface Webhook {
  readonly rules: readonly { readonly apiGroups: readonly string[] }[]
  readonly clientConfig: { readonly service?: { readonly path: string } }
}

/**
 * The webhooks of a queue, reached at a port of loopback instead of a Service, and only those of Jobs and of its own kinds: it
 * would otherwise be asked about kinds that nobody here serves.
 */
export function webhooksOf(queue: string, port: number, certificate: Buffer): Manifest[] {
  const file = manifestFiles(queue).find((path) => basename(path) === WEBHOOKS) as string
  const caBundle = certificate.toString('base64')
  return readManifests(file).map((manifest) => {
    const webhooks = (manifest.webhooks as Webhook[]).filter(({ rules }) =>
      rules.every(({ apiGroups }) => apiGroups.every((group) => group === 'batch' || group === 'kueue.x-k8s.io')),
    )
    const moved = webhooks.map((webhook) => ({
      ...webhook,
      clientConfig: { caBundle, url: `https://127.0.0.1:${port}${webhook.clientConfig.service?.path}` },
    }))
    return { ...manifest, metadata: { name: `${queue}-${manifest.metadata.name}` }, webhooks: moved }
  })
}
