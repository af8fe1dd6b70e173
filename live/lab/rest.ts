/** The few calls that set up a lab's API server, before there is anything for a real client to talk to. */
import { Agent, request } from 'node:https'
import { InvariantError } from '../../src/errors.ts'

export interface Reply {
  readonly status: number
  readonly text: string
}

/** An object as a manifest has it. */
export interface Manifest {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly labels?: Readonly<Record<string, string>> }
  readonly [field: string]: unknown
}

const PLURALS: Readonly<Record<string, string>> = {
  ClusterQueue: 'clusterqueues',
  CustomResourceDefinition: 'customresourcedefinitions',
  LocalQueue: 'localqueues',
  MutatingWebhookConfiguration: 'mutatingwebhookconfigurations',
  Namespace: 'namespaces',
  Node: 'nodes',
  Pod: 'pods',
  ResourceFlavor: 'resourceflavors',
  ValidatingWebhookConfiguration: 'validatingwebhookconfigurations',
}

/** @example collectionPath({ apiVersion: 'v1', kind: 'Node', metadata: { name: 'a' } }) // '/api/v1/nodes' */
export function collectionPath({ apiVersion, kind, metadata }: Manifest): string {
  const plural = PLURALS[kind]
  if (plural === undefined) throw new InvariantError(`the lab's set-up knows no plural of ${kind}`)
  const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`
  return `${root}${metadata.namespace === undefined ? '' : `/namespaces/${metadata.namespace}`}/${plural}`
}

export class Rest {
  readonly #server: string
  readonly #headers: Readonly<Record<string, string>>
  readonly #agent: Agent

  constructor(server: string, certificate: Buffer, token: string) {
    this.#server = server
    this.#headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    this.#agent = new Agent({ ca: certificate, keepAlive: true })
  }

  /** @throws the network's error */
  call(method: string, path: string, body?: unknown): Promise<Reply> {
    return new Promise((resolve, reject) => {
      const asked = request(
        `${this.#server}${path}`,
        { method, headers: this.#headers, agent: this.#agent, timeout: 10_000 },
        (response) => {
          let text = ''
          response.setEncoding('utf8').on('data', (piece: string) => {
            text += piece
          })
          response.on('end', () => resolve({ status: response.statusCode ?? 0, text })).on('error', reject)
        },
      )
      asked.on('timeout', () => asked.destroy(new Error(`no answer to ${method} ${path} within 10 s`))).on('error', reject)
      asked.end(body === undefined ? undefined : JSON.stringify(body))
    })
  }

  /** Creates an object; one that is there is left as it is. @throws InvariantError when it is refused */
  async create(manifest: Manifest): Promise<void> {
    const { status, text } = await this.call('POST', `${collectionPath(manifest)}?fieldValidation=Strict`, manifest)
    if (status >= 300 && status !== 409) throw new InvariantError(`the lab refused ${manifest.kind} ${manifest.metadata.name}: ${text}`)
  }

  close(): void {
    this.#agent.destroy()
  }
}
