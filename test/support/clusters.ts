/** Arbitrary small clusters for a scheduler: unlike nodes, pods of a few jobs on them, and a pod that wants in. */
import fc from 'fast-check'
import type { AffinityTerm, Node, Pod, PodTemplate, Taint } from '../../src/objects/index.ts'
import { aNode, aPod, aTemplate, GI } from './builders.ts'
import { type Placed, PlainSearch } from './plain-search.ts'

const TAINTS: readonly Taint[] = [
  { key: 'gpu', value: 'yes', effect: 'NoSchedule' },
  { key: 'old', value: '', effect: 'PreferNoSchedule' },
  { key: 'slow', value: '', effect: 'PreferNoSchedule' },
  { key: 'gpu', value: 'no', effect: 'NoExecute' },
]

const PREFERENCES: NonNullable<PodTemplate['nodePreferences']> = [
  { label: 'disk', value: 'ssd', weight: 7 },
  { label: 'rack', value: '1', weight: 3 },
]

const rarely = <T>(arbitrary: fc.Arbitrary<T>, otherwise: T, weight = 4): fc.Arbitrary<T> =>
  fc.oneof({ weight, arbitrary: fc.constant(otherwise) }, { weight: 1, arbitrary })

export const someNodes = (max = 7): fc.Arbitrary<Node[]> =>
  fc
    .array(
      fc.record({
        allocatable: fc.record({
          cpu: fc.constantFrom(1000, 2500, 3920, 4000, 7910),
          memory: fc.constantFrom(0, GI, 4 * GI, 29_783_900_160),
          pods: fc.constantFrom(1, 2, 3, 110),
          gpu: fc.constantFrom(0, 0, 1),
        }),
        zone: fc.constantFrom('a', 'a', 'b', 'c'),
        taints: rarely(fc.subarray([...TAINTS]), []),
        labels: rarely(fc.constantFrom<Record<string, string>>({ disk: 'ssd' }, { disk: 'hdd', rack: '1' }, { rack: '1' }), {}, 1),
        cordoned: rarely(fc.constant(true), false, 8),
      }),
      { minLength: 1, maxLength: max },
    )
    .map((nodes) => nodes.map((n, i) => aNode({ name: `n${i}`, ...n })))

/** The terms of a MiniCluster's pods, and some that no operator here makes but the model knows. */
const terms = (app: string): fc.Arbitrary<AffinityTerm[]> =>
  fc.oneof(
    { weight: 3, arbitrary: fc.constant<AffinityTerm[]>([]) },
    {
      weight: 2,
      arbitrary: fc.constant<AffinityTerm[]>([
        { kind: 'affinity', topologyKey: 'zone', app, weight: 100 },
        { kind: 'anti-affinity', topologyKey: 'hostname', app, weight: 100 },
      ]),
    },
    {
      weight: 1,
      arbitrary: fc.array(
        fc
          .record({
            kind: fc.constantFrom<AffinityTerm['kind']>('affinity', 'anti-affinity'),
            topologyKey: fc.constantFrom<AffinityTerm['topologyKey']>('zone', 'hostname'),
            weight: fc.constantFrom(1, 30, 100, 0),
          })
          .map(({ weight, ...t }): AffinityTerm => ({ ...t, app, ...(weight === 0 ? {} : { weight }) })),
        { maxLength: 2 },
      ),
    },
  )

/** What every pod of one job shares. */
export const someTemplate = (app: string): fc.Arbitrary<PodTemplate> =>
  fc
    .record({
      cpu: fc.constantFrom(0, 100, 500, 2000, 2000),
      memory: fc.constantFrom(0, 0, GI / 4, GI),
      gpu: rarely(fc.constant(1), 0, 8),
      tolerations: rarely(
        fc.constantFrom<NonNullable<PodTemplate['tolerations']>>(
          [{ key: 'gpu' }],
          [{}],
          [{ key: 'old', effect: 'PreferNoSchedule' as const }],
        ),
        [],
      ),
      nodeSelector: rarely(fc.constant<Record<string, string> | undefined>({ rack: '1' }), undefined),
      hostPorts: rarely(fc.constantFrom<number[] | undefined>([80], [80, 443]), undefined),
      preferences: rarely(fc.constant(PREFERENCES), [], 2),
      affinity: terms(app),
    })
    .map(({ cpu, memory, gpu, tolerations, nodeSelector, hostPorts, preferences, affinity }) =>
      aTemplate({
        request: { cpu, memory, gpu, pods: 1 },
        app,
        tolerations,
        ...(nodeSelector === undefined ? {} : { nodeSelector }),
        ...(hostPorts === undefined ? {} : { hostPorts }),
        ...(preferences.length === 0 ? {} : { nodePreferences: preferences }),
        ...(affinity.length === 0 ? {} : { affinity }),
      }),
    )

const JOBS = ['j', 'k'] as const

export interface SomeCluster {
  readonly nodes: readonly Node[]
  readonly pods: readonly Placed[]
  readonly templates: Readonly<Record<string, PodTemplate>>
}

/** Nodes with as many pods of jobs j and k on them as pass the filters there; some without affinity are being deleted. */
export const someCluster = (maxNodes = 7): fc.Arbitrary<SomeCluster> =>
  fc
    .record({
      nodes: someNodes(maxNodes),
      j: someTemplate('j'),
      k: someTemplate('k'),
      wishes: fc.array(fc.record({ job: fc.constantFrom(...JOBS), node: fc.nat(maxNodes - 1), ending: rarely(fc.constant(true), false) }), {
        maxLength: 8,
      }),
    })
    .map(({ nodes, j, k, wishes }) => {
      const templates = { j, k }
      const pods: Placed[] = []
      for (const [i, wish] of wishes.entries()) {
        const node = nodes[wish.node % nodes.length] as Node
        const made = podOf(templates, wish.job, i)
        const pod = wish.ending && made.affinity === undefined ? { ...made, deletedAt: 5 } : made
        const search = new PlainSearch({ nodes, pods }, pod, { minor: 28, spreads: false })
        if (search.rejects(node) === undefined) pods.push({ pod, node: node.name })
      }
      return { nodes, pods, templates }
    })

export function podOf(templates: Readonly<Record<string, PodTemplate>>, job: string, index: number): Pod {
  return aPod({ ...(templates[job] as PodTemplate), name: `${job}-${index}`, job, index })
}
