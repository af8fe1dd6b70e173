/**
 * Builds the programs of the lab from Go modules. Safe to interrupt, since what is half done lies beside its place and Go keeps
 * what it has compiled; safe to run twice at once, since the second waits for the first.
 */
import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { buildFlags, builtFolder, cacheFolder, moduleFolder } from './cache.ts'
import { BINARIES, type Binary } from './catalogue.ts'
import { go } from './go.ts'
import { isAlive, locked } from './lock.ts'

/** What a build says while it goes on. */
export interface BuildProgress {
  /** number of packages compiled so far; those that Go had are not counted */
  compiled(binary: Binary, packages: number): void
  /** another process builds the same */
  waiting(binary: Binary): void
}

export interface BuildResult {
  readonly name: string
  readonly path: string
  readonly bytes: number
  /** milliseconds; 0: it was there */
  readonly took: number
}

/** @throws ExperimentError when Go is missing or fails; AbortError when stopped */
export async function build(binary: Binary, signal: AbortSignal, progress: BuildProgress): Promise<BuildResult> {
  const folder = builtFolder(binary)
  if (existsSync(folder)) return result(binary, 0)
  mkdirSync(cacheFolder(), { recursive: true })
  removeLeftovers()
  const began = Date.now()
  const work = async (): Promise<void> => {
    if (existsSync(folder)) return
    const part = `${folder}.part-${process.pid}`
    try {
      mkdirSync(part, { recursive: true })
      await compile(binary, part, signal, progress)
      await takeManifests(binary, part, signal)
      writeFileSync(join(part, 'built.json'), `${JSON.stringify(await provenance(binary, signal, began), null, 2)}\n`)
      renameSync(part, folder)
    } finally {
      rmSync(part, { recursive: true, force: true })
    }
  }
  await locked(`${folder}.lock`, signal, work, () => progress.waiting(binary))
  return result(binary, Date.now() - began)
}

function result({ name }: Binary, took: number): BuildResult {
  const binary = BINARIES.find((b) => b.name === name) as Binary
  const path = join(builtFolder(binary), name)
  return { name, path, bytes: statSync(path).size, took }
}

async function compile(binary: Binary, into: string, signal: AbortSignal, progress: BuildProgress): Promise<void> {
  let packages = 0
  const onLine = (): void => progress.compiled(binary, ++packages)
  const words = ['build', '-v', ...buildFlags(binary), '-o', join(into, binary.name), binary.package]
  await go(words, { folder: moduleFolder(binary.name), signal, onLine })
}

/** Custom resource definitions and the like, so that starting a lab needs no Go. */
async function takeManifests(binary: Binary, into: string, signal: AbortSignal): Promise<void> {
  const { manifests } = binary
  if (manifests === undefined) return
  const source = (await go(['list', '-m', '-f', '{{.Dir}}', manifests.module], { folder: moduleFolder(binary.name), signal })).trim()
  const target = join(into, 'manifests')
  mkdirSync(target)
  for (const file of manifests.files) {
    const path = join(source, file)
    const files = statSync(path).isDirectory() ? readdirSync(path).map((name) => join(path, name)) : [path]
    for (const from of files) copyFileSync(from, join(target, basename(from)))
  }
}

async function provenance(binary: Binary, signal: AbortSignal, began: number): Promise<Record<string, unknown>> {
  const version = (await go(['env', 'GOVERSION'], { folder: moduleFolder(binary.name), signal })).trim()
  return {
    name: binary.name,
    holds: binary.holds,
    go: version,
    builtAt: new Date().toISOString(),
    seconds: Math.round((Date.now() - began) / 1000),
  }
}

/** Half-done builds of processes that have gone. */
function removeLeftovers(): void {
  for (const name of readdirSync(cacheFolder())) {
    const pid = Number(/\.part-(\d+)$/.exec(name)?.[1] ?? Number.NaN)
    if (pid > 0 && !isAlive(pid)) rmSync(join(cacheFolder(), name), { recursive: true, force: true })
  }
}
