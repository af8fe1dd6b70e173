/** The programs of the lab: what each is, and what is built for it. One folder of `modules/` is one Go module and one file. */

export interface Binary {
  readonly name: string
  /** what it is, with versions */
  readonly holds: string
  /** the Go package to build: `.` where the module has a main of its own */
  readonly package: string
  /** variables set by the linker, `package.name` to value */
  readonly variables?: Readonly<Record<string, string>>
  /** files taken along from the source of a module that it is built from */
  readonly manifests?: { readonly module: string; readonly files: readonly string[] }
  /** minutes of the first build on two processors (README.md); after that, seconds */
  readonly minutes: number
}

const KUBERNETES = '1.37.2'

function versionOf(version: string): Record<string, string> {
  const [major = '', minor = ''] = version.split('.')
  const values = { gitVersion: `v${version}`, gitMajor: major, gitMinor: minor, gitTreeState: 'clean' }
  const packages = ['k8s.io/component-base/version', 'k8s.io/client-go/pkg/version']
  return Object.fromEntries(packages.flatMap((name) => Object.entries(values).map(([key, value]) => [`${name}.${key}`, value])))
}

const COSCHEDULING = { module: 'sigs.k8s.io/scheduler-plugins', files: ['manifests/coscheduling/crd.yaml'] }
const KUEUE = { module: 'sigs.k8s.io/kueue', files: ['config/components/crd/bases', 'config/components/webhook/manifests.yaml'] }

export const BINARIES: readonly Binary[] = [
  { name: 'supervisor', holds: 'keeps the programs of a lab, and ends them', package: '.', minutes: 0.1 },
  {
    name: 'cp',
    holds: `etcd 3.7, kube-apiserver, kube-controller-manager and kube-scheduler ${KUBERNETES}`,
    package: '.',
    variables: versionOf(KUBERNETES),
    minutes: 6,
  },
  {
    name: 'cosched28',
    holds: 'kube-scheduler 1.28.8, with coscheduling 0.28.9',
    package: '.',
    manifests: COSCHEDULING,
    minutes: 4,
  },
  {
    name: 'cosched34',
    holds: 'kube-scheduler 1.34.7, with coscheduling 0.34.7',
    package: '.',
    manifests: COSCHEDULING,
    minutes: 4,
  },
  { name: 'kueue06', holds: 'Kueue 0.6.2', package: 'sigs.k8s.io/kueue/cmd/kueue', manifests: KUEUE, minutes: 3 },
  { name: 'kueue14', holds: 'Kueue 0.14.0, for batch Jobs', package: '.', manifests: KUEUE, minutes: 4 },
  {
    name: 'volcano',
    holds: 'the scheduler of Volcano 1.10.0',
    package: 'volcano.sh/volcano/cmd/scheduler',
    manifests: { module: 'volcano.sh/volcano', files: ['config/crd/volcano/bases'] },
    minutes: 3,
  },
  { name: 'kwok', holds: 'KWOK 0.8.0: nodes that pretend', package: '.', minutes: 2 },
  { name: 'kubelet', holds: `kubelet ${KUBERNETES}, for real containers`, package: '.', variables: versionOf(KUBERNETES), minutes: 1 },
  { name: 'coredns', holds: 'CoreDNS 1.14.7, for real containers', package: 'github.com/coredns/coredns', minutes: 3 },
]

/** @throws RangeError for a name that is not there: a mistake of ours */
export function binaryNamed(name: string): Binary {
  const found = BINARIES.find((binary) => binary.name === name)
  if (found === undefined) throw new RangeError(`no binary ${name}`)
  return found
}
