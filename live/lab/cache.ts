/**
 * Where built programs lie: one folder for each content, `NAME-HASH`, in a cache of this user. Equal sources, Go and flags are
 * built once, whichever copy of this repository asks.
 */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ExperimentError } from '../../src/errors.ts'
import { type Binary, binaryNamed } from './catalogue.ts'

/** The cache: `$XDG_CACHE_HOME/muster/lab`, or `~/.cache/muster/lab`. */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  return join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'muster', 'lab')
}

/** The Go module that a program is built from. */
export function moduleFolder(name: string): string {
  return fileURLToPath(new URL(`modules/${name}`, import.meta.url))
}

/** Words for `go build`: stripped, because a lab needs no debugger and the file is a third smaller. */
export function buildFlags(binary: Binary): string[] {
  const set = Object.entries(binary.variables ?? {}).map(([name, value]) => `-X ${name}=${value}`)
  return ['-ldflags', ['-s -w', ...set].join(' ')]
}

/**
 * A short name for all that decides the file. Of Go the version that the module asks for counts, not the one that is installed: a lab
 * built with one is not built again for a newer one.
 */
export function contentHash(binary: Binary, folder = moduleFolder(binary.name)): string {
  const hash = createHash('sha256')
  for (const file of readdirSync(folder).sort()) {
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(folder, file)))
      .update('\0')
  }
  hash.update(JSON.stringify([process.platform, process.arch, binary.package, buildFlags(binary), binary.manifests ?? null]))
  return hash.digest('hex').slice(0, 12)
}

/** The folder of a program, built or not: the program in it bears its name, `manifests/` holds what was taken along. */
export function builtFolder(binary: Binary): string {
  return join(cacheFolder(), `${binary.name}-${contentHash(binary)}`)
}

export function isBuilt(name: string): boolean {
  return existsSync(join(builtFolder(binaryNamed(name)), name))
}

/**
 * Paths of built programs, by name.
 * @throws ExperimentError that names all that are missing and the command that builds them
 */
export function builtPrograms(names: readonly string[]): (name: string) => string {
  const missing = missingPrograms(names)
  if (missing.length > 0) {
    throw new ExperimentError([
      {
        where: 'lab',
        expected: `${names.join(', ')}, built`,
        got: `no ${missing.join(', no ')}`,
        todo: `build once: ${buildCommand(missing)}`,
      },
    ])
  }
  return (name) => join(builtFolder(binaryNamed(name)), name)
}

export function missingPrograms(names: readonly string[]): string[] {
  return names.filter((name) => !isBuilt(name))
}

/** @example buildCommand(['cp', 'kueue06']) // 'npm run lab -- build cp kueue06' */
export function buildCommand(names: readonly string[]): string {
  return `npm run lab -- build ${names.join(' ')}`
}

/** Files taken along with a built program. @throws ENOENT when it is not built */
export function manifestFiles(name: string): string[] {
  const folder = join(builtFolder(binaryNamed(name)), 'manifests')
  return readdirSync(folder)
    .sort()
    .map((file) => join(folder, file))
}
