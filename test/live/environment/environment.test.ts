import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type EnvironmentFacts, environmentOf } from '../../../live/environment/environment.ts'
import { redact } from '../../../live/environment/redact.ts'
import { wantedPrograms } from '../../../live/preflight/wanted.ts'
import { kubeNode, kubePod } from '../doctor/builders.ts'

const DIGEST = `sha256:${'ab'.repeat(32)}`
const SCHEDULER = 'registry.k8s.io/scheduler-plugins/kube-scheduler:v0.28.9'
const CONFIG = `apiVersion: kubescheduler.config.k8s.io/v1
kind: KubeSchedulerConfiguration
clientConnection: { qps: 50, kubeconfig: /etc/kubernetes/SECRET.conf }
profiles:
  - schedulerName: scheduler-plugins-scheduler
    pluginConfig: [{ name: Coscheduling, args: { permitWaitingTimeSeconds: 300 } }]
`

function node(name: string, zone: string) {
  const plain = kubeNode(name, '3920m', {
    labels: { 'node.kubernetes.io/instance-type': 'c2d-standard-8', 'topology.kubernetes.io/zone': zone },
  })
  return { ...plain, status: { ...plain.status, nodeInfo: { kubeletVersion: 'v1.29.1', osImage: 'OS 1', machineID: 'SECRET' } } }
}

function pod(image: string, imageID?: string) {
  const plain = kubePod('p', { node: 'n0', meta: { namespace: 'sched' } })
  const statuses = imageID === undefined ? [] : [{ name: 'main', image, imageID }]
  return {
    ...plain,
    spec: { ...plain.spec, containers: [{ name: 'main', image }] },
    status: { phase: 'Running', containerStatuses: statuses },
  }
}

function facts(changes: Partial<EnvironmentFacts> = {}): EnvironmentFacts {
  return {
    muster: { version: '0.1.0', commit: 'abc' },
    version: { gitVersion: 'v1.29.1', gitCommit: 'def', platform: 'linux/amd64', buildDate: 'x' },
    nodes: [node('n0', 'b'), node('n1', 'a'), kubeNode('small')],
    pods: [pod('busybox:1', `docker.io/library/busybox@${DIGEST}`), pod('busybox:1')],
    allPods: [pod(SCHEDULER, `${SCHEDULER}@${DIGEST}`), pod('other:1')],
    programs: wantedPrograms({ scheduler: { name: 'coscheduling' }, workload: { kind: 'job' } }),
    configMaps: [{ data: { 'scheduler-config.yaml': CONFIG, other: 'kind: Configuration', text: 'a: [' } }],
    definitions: [
      {
        metadata: { name: 'podgroups.scheduling.x-k8s.io', annotations: { 'controller-gen.kubebuilder.io/version': 'v0.11.1' } },
        spec: {
          versions: [
            { name: 'v1alpha1', served: true },
            { name: 'v0', served: false },
          ],
        },
      },
    ],
    scheduler: { name: 'coscheduling@0.28', schedulerName: 'scheduler-plugins-scheduler' },
    ...changes,
  }
}

describe('what a reader needs to repeat a run', () => {
  test('is all there', () => {
    expect(environmentOf(facts())).toEqual({
      muster: { version: '0.1.0', commit: 'abc' },
      server: { version: 'v1.29.1', commit: 'def', platform: 'linux/amd64' },
      nodes: [
        {
          count: 2,
          type: 'c2d-standard-8',
          system: 'OS 1',
          kubelet: 'v1.29.1',
          zones: ['a', 'b'],
          allocatable: { cpu: '3920m', memory: '8Gi', pods: 110, gpu: 0 },
        },
        { count: 1, zones: [], allocatable: { cpu: '2', memory: '8Gi', pods: 110, gpu: 0 } },
      ],
      scheduler: {
        name: 'coscheduling@0.28',
        schedulerName: 'scheduler-plugins-scheduler',
        programs: [{ name: 'scheduler-plugins scheduler', image: SCHEDULER, digest: DIGEST }],
        configuration: [
          {
            apiVersion: 'kubescheduler.config.k8s.io/v1',
            kind: 'KubeSchedulerConfiguration',
            clientConnection: { qps: 50 },
            profiles: [
              {
                schedulerName: 'scheduler-plugins-scheduler',
                pluginConfig: [{ name: 'Coscheduling', args: { permitWaitingTimeSeconds: 300 } }],
              },
            ],
          },
        ],
      },
      images: [{ image: 'busybox:1', digest: DIGEST }],
      definitions: [{ name: 'podgroups.scheduling.x-k8s.io', versions: ['v1alpha1'], generator: 'v0.11.1' }],
    })
  })

  test('says nothing of what may not be listed', () => {
    const { definitions: _, ...rest } = facts()
    expect(environmentOf(rest)).not.toHaveProperty('definitions')
  })

  test('keeps no secret, wherever Kubernetes may carry one', () => {
    const word = fc.stringMatching(/^[A-Z]{12}$/)
    fc.assert(
      fc.property(word, (secret) => {
        const env = [{ name: 'PASSWORD', value: secret }]
        const meta = {
          name: secret,
          namespace: secret,
          uid: secret,
          labels: { owner: secret, [secret]: 'x' },
          annotations: { 'kubectl.kubernetes.io/last-applied-configuration': secret },
          ownerReferences: [{ name: secret, uid: secret }],
        }
        const container = { name: 'main', image: `gcr.io/${secret}/ping:1`, env, args: [secret], command: [secret] }
        const carrier = {
          metadata: meta,
          spec: {
            nodeName: secret,
            serviceAccountName: secret,
            imagePullSecrets: [{ name: secret }],
            containers: [container],
            providerID: secret,
          },
          status: {
            phase: secret,
            hostIP: secret,
            containerStatuses: [{ name: 'main', imageID: `gcr.io/${secret}/ping@${DIGEST}`, containerID: secret }],
          },
        }
        const told = {
          apiVersion: 'kubescheduler.config.k8s.io/v1',
          kind: 'KubeSchedulerConfiguration',
          clientConnection: { kubeconfig: secret },
          extenders: [{ tlsConfig: { certData: secret, caFile: 'x' }, auth: secret, token: secret }],
          profiles: [{ pluginConfig: [{ name: 'X', args: { password: secret, apiKey: secret, webhook: `https://u:${secret}@host/` } }] }],
        }
        const all = environmentOf(
          facts({
            version: { gitVersion: 'v1', gitCommit: '$Format:%H$', other: secret },
            nodes: [
              { ...node('n0', 'a'), metadata: { ...meta, labels: { owner: secret } }, spec: { ...carrier.spec } },
            ] as EnvironmentFacts['nodes'],
            pods: [carrier] as EnvironmentFacts['pods'],
            allPods: [carrier] as EnvironmentFacts['allPods'],
            configMaps: [
              { metadata: meta, data: { config: JSON.stringify(told), secret, kubeconfig: `kind: Config\nusers: [${secret}]` } },
            ],
            definitions: [{ metadata: { ...meta, name: 'x.y' } }],
            configuration: [told],
          }),
        )
        expect(JSON.stringify(all)).not.toContain(secret)
        expect(all.server).toEqual({ version: 'v1' })
        expect(all.images).toEqual([{ image: 'gcr.io/(project)/ping:1', digest: DIGEST }])
        expect(all.scheduler.configuration).toHaveLength(2)
      }),
    )
  })

  test('a setting that looks like a token, a key or an address is replaced, whatever it is called', () => {
    const token = `eyJ${'a'.repeat(20)}.${'b'.repeat(20)}.${'c'.repeat(20)}`
    expect(
      redact({ a: token, b: '-----BEGIN RSA', c: 'me@example.org', d: 'x'.repeat(201), e: [`Bearer ${token}`], f: 60, g: null }),
    ).toEqual({
      a: '(left out)',
      b: '(left out)',
      c: '(left out)',
      d: '(left out)',
      e: ['(left out)'],
      f: 60,
      g: null,
    })
  })
})
