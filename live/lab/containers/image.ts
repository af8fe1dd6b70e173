/** Images made on the spot: one static program and its names. No registry, no daemon. */
import { createHash } from 'node:crypto'
import { type TarEntry, tar } from './tar.ts'

/** What the ping job runs in, and what holds the place of a pod. */
export const PING_IMAGE = 'localhost/muster-ping:1'
export const PAUSE_IMAGE = 'localhost/muster-pause:1'

/** Names under which busybox is called in the pods. */
const APPLETS = ['sh', 'cat', 'date', 'echo', 'hostname', 'nslookup', 'ping', 'sleep', 'true', 'wget'] as const

/** The files of an image: busybox under each of its names. */
function files(busybox: Uint8Array): TarEntry[] {
  const folders = ['bin', 'dev', 'etc', 'proc', 'root', 'sys'].map((name) => ({ name, type: 'folder' as const }))
  const links = APPLETS.map((name) => ({ name: `bin/${name}`, type: 'link' as const, target: 'busybox' }))
  return [
    ...folders,
    { name: 'tmp', type: 'folder', mode: 0o1777 },
    { name: 'bin/busybox', type: 'file', content: busybox, mode: 0o755 },
    ...links,
  ]
}

const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/**
 * An archive that `ctr images import` takes.
 * @param busybox a program linked statically
 */
export function imageArchive(name: string, command: readonly string[], busybox: Uint8Array): Buffer {
  const layer = tar(files(busybox))
  const architecture = process.arch === 'arm64' ? 'arm64' : 'amd64'
  const config = Buffer.from(
    JSON.stringify({
      architecture,
      os: 'linux',
      config: { Cmd: command, Env: ['PATH=/bin'] },
      rootfs: { type: 'layers', diff_ids: [`sha256:${digest(layer)}`] },
    }),
  )
  const configName = `${digest(config)}.json`
  const layerName = `${digest(layer).slice(0, 64)}/layer.tar`
  const manifest = Buffer.from(JSON.stringify([{ Config: configName, RepoTags: [name], Layers: [layerName] }]))
  return tar([
    { name: configName, type: 'file', content: config },
    { name: layerName, type: 'file', content: layer },
    { name: 'manifest.json', type: 'file', content: manifest },
  ])
}
