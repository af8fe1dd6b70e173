/** Whether this machine can run real containers, and what it lacks. */
import { accessSync, constants, existsSync, readFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { delimiter, join } from 'node:path'
import { ExperimentError, type Problem } from '../../../src/errors.ts'
import type { Experiment } from '../../../src/experiment/experiment.ts'
import { formatCpu } from '../../../src/experiment/quantities.ts'

/** Programs, and the Debian package that has each. */
const PROGRAMS = {
  containerd: 'containerd',
  'containerd-shim-runc-v2': 'containerd',
  ctr: 'containerd',
  runc: 'runc',
  busybox: 'busybox-static',
  ip: 'iproute2',
  unshare: 'util-linux',
} as const

/** Where Debian's containernetworking-plugins lie, and elsewhere most others. */
const PLUGIN_FOLDERS = ['/usr/lib/cni', '/opt/cni/bin'] as const
const PLUGINS = ['bridge', 'host-local', 'loopback'] as const

/** The file of a program on the path, or in the folders of the administrator; undefined: it is not installed. */
export function findProgram(name: string, path = process.env.PATH ?? ''): string | undefined {
  const folders = [...path.split(delimiter), '/usr/sbin', '/sbin', '/usr/local/sbin']
  return folders.map((folder) => join(folder, name)).find(isExecutable)
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** The folder with the network plugins; undefined: they are not installed. */
export function pluginFolder(): string | undefined {
  return PLUGIN_FOLDERS.find((folder) => PLUGINS.every((plugin) => isExecutable(join(folder, plugin))))
}

/** What is missing, each with what to do; none: real containers can run here. */
export function containerProblems(): Problem[] {
  const where = '--lab containers'
  const problems: Problem[] = []
  if (process.platform !== 'linux') {
    return [
      { where, expected: 'Linux', got: process.platform, todo: 'run it in a Linux machine, or take --lab: played kubelets run anywhere' },
    ]
  }
  if (process.getuid?.() !== 0) {
    const todo = 'run the same command as root (sudo -E): containers and their network need it'
    problems.push({ where, expected: 'root', got: `user ${process.getuid?.()}`, todo })
  }
  const missing = Object.entries(PROGRAMS).filter(([name]) => findProgram(name) === undefined)
  const packages = new Set<string>(missing.map(([, name]) => name))
  const names = missing.map(([name]) => name)
  if (pluginFolder() === undefined) {
    packages.add('containernetworking-plugins')
    names.push('network plugins')
  }
  if (names.length > 0) {
    const todo = `apt-get install --no-install-recommends ${[...packages].join(' ')}`
    problems.push({ where, expected: 'containerd and what it needs', got: `no ${names.join(', no ')}`, todo })
  }
  if (!readFileSync('/proc/filesystems', 'utf8').includes('overlay')) {
    problems.push({ where, expected: 'a kernel with overlayfs', got: 'none', todo: 'modprobe overlay' })
  }
  if (!existsSync('/sys/fs/cgroup/memory') && !existsSync('/sys/fs/cgroup/cgroup.controllers')) {
    problems.push({
      where,
      expected: 'control groups under /sys/fs/cgroup',
      got: 'none',
      todo: 'mount them; a container inside another may need --privileged',
    })
  }
  return problems
}

/** Nodes that this machine cannot be. */
function nodeProblems({ cluster }: Pick<Experiment, 'cluster'>): Problem[] {
  const most = cpus().length * 1000
  const cpu = Math.max(...cluster.pools.map(({ allocatable }) => allocatable.cpu))
  if (cpu <= most) return []
  const todo = `--set cluster.allocatable.cpu=${cpus().length}, and pods that fit into it`
  return [
    { where: 'cluster.allocatable.cpu', expected: `at most the ${cpus().length} processors of this machine`, got: formatCpu(cpu), todo },
  ]
}

/** @throws ExperimentError with all that is missing */
export function checkContainers(experiment: Pick<Experiment, 'cluster'>): void {
  const problems = [...containerProblems(), ...nodeProblems(experiment)]
  if (problems.length > 0) throw new ExperimentError(problems)
}
