/** What docs/gke.md hands to a cluster: held against the model, and applied to a real API server with strict validation. */
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { loadScenario } from '../../cli/scenario-files.ts'
import type { Json } from '../../live/client.ts'
import { kueueConfig } from '../../live/lab/scheduler-config.ts'
import { schedulerNameOf, wantedPrograms } from '../../live/preflight/wanted.ts'
import { QUEUE } from '../../src/experiment/needs.ts'
import { inSeconds } from '../../src/units.ts'
import { labTest } from '../support/built-lab.ts'
import { documentsOf, withLab } from '../support/lab-cluster.ts'

const ROOT = new URL('../..', import.meta.url).pathname
const values = (scheduler: string): Json => documentsOf(`live/schedulers/${scheduler}/values.yaml`)[0]
const page = readFileSync(`${ROOT}docs/gke.md`, 'utf8')

/** Images that a file of values names. */
function imagesOf(value: Json): string[] {
  if (typeof value !== 'object' || value === null) return []
  if (typeof value.repository === 'string') return [`${value.repository}:${value.tag}`]
  return Object.entries(value).flatMap(([key, inner]) => (/image$/.test(key) && typeof inner === 'string' ? [inner] : imagesOf(inner)))
}

describe('values of schedulers', () => {
  it.each(['coscheduling', 'kueue', 'fluence'])('of %s name, with a version, images that the check will look for', (scheduler) => {
    const images = imagesOf(values(scheduler))
    for (const image of images) expect(image).toMatch(/:[\w.-]+$/)
    const wanted = wantedPrograms({ scheduler: { name: scheduler }, workload: { kind: 'job' } }).filter((p) => !p.name.startsWith('cert-'))
    expect(wanted.filter((p) => !images.some((image) => p.image.test(image))).map((p) => p.name)).toEqual([])
  })

  it('call the scheduler what pods ask for', () => {
    for (const scheduler of ['coscheduling', 'fluence']) expect(values(scheduler).scheduler.name).toBe(schedulerNameOf(scheduler))
  })

  it('of coscheduling wait at Permit for as long as run10 simulates', () => {
    const { permitWaitingTime } = loadScenario('run10').experimentFor('coscheduling').scheduler
    expect(values('coscheduling').pluginConfig[0].args.permitWaitingTimeSeconds).toBe(inSeconds(permitWaitingTime as number))
  })

  it('of Kueue wait for pods as the lab and the model do', () => {
    const told = parse(values('kueue').managerConfig.controllerManagerConfigYaml)
    const ours = kueueConfig({}, '', 0) as Json
    for (const part of ['waitForPodsReady', 'integrations', 'controller', 'clientConnection']) expect(told[part], part).toEqual(ours[part])
  })

  it('are those that the page installs, at the versions that it checks out', () => {
    for (const scheduler of readdirSync(`${ROOT}live/schedulers`))
      if (scheduler !== 'rbac') expect(page).toContain(`live/schedulers/${scheduler}/values.yaml`)
    for (const [scheduler, tag] of [
      ['coscheduling', 'v0.28.9'],
      ['kueue', 'v0.6.2'],
      ['fluence', 'd8e67fa'],
    ] as const) {
      for (const image of imagesOf(values(scheduler))) expect(image.endsWith(`:${tag}`), image).toBe(true)
      expect(page).toMatch(new RegExp(`(--branch|checkout) ${tag}\\b`))
    }
  })
})

const PLURALS: Readonly<Record<string, string>> = {
  ResourceFlavor: 'resourceflavors',
  ClusterQueue: 'clusterqueues',
  LocalQueue: 'localqueues',
  ClusterRole: 'clusterroles',
}

function pathOf({ apiVersion, kind, metadata }: Json): string {
  const space = metadata.namespace === undefined ? '' : `/namespaces/${metadata.namespace}`
  return `/apis/${apiVersion}${space}/${PLURALS[kind]}`
}

describe('manifests on a real API server', () => {
  labTest('queues and roles are taken with strict validation, and a field that is not there is not', ['cp', 'kueue06'], async () => {
    await withLab('kueue@0.6', async ({ client }) => {
      const query = { dryRun: 'All', fieldValidation: 'Strict' }
      const files = ['kueue/queues.yaml', 'rbac/doctor.yaml', 'rbac/runner.yaml']
      const documents = files.flatMap((file) => documentsOf(`live/schedulers/${file}`))
      expect(documents).toHaveLength(6)
      for (const document of documents) {
        // the lab has made some of these for itself already: it is the fields that are looked at
        const named = { ...document, metadata: { ...document.metadata, name: `${document.metadata.name}-strict` } }
        await client.create(pathOf(named), named, { query })
        await expect(client.create(pathOf(named), { ...named, specs: {} }, { query })).rejects.toThrow('unknown field "specs"')
      }
      const queue = documents.find(({ kind }) => kind === 'LocalQueue')
      expect(queue.metadata.name).toBe(QUEUE)
      expect(documents.some(({ kind, metadata }) => kind === 'ClusterQueue' && metadata.name === queue.spec.clusterQueue)).toBe(true)
    })
  })
})
