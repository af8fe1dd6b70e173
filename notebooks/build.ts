/**
 * `npm run notebooks`: bundles the analysis layer for the browser and builds the notebooks into pages below
 * `notebooks/.build`; `-- --preview` serves them instead, `-- --data` makes their data again (`-- --data --only mixes`: a part).
 */
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { build } from 'esbuild'

const FOLDER = dirname(fileURLToPath(import.meta.url))
const ROOT = dirname(FOLDER)
const BUILT = 'notebooks/.build'

/** Everything that notebooks import, as one module that a browser can read. */
async function bundle(): Promise<void> {
  await build({
    entryPoints: [join(FOLDER, 'kit/index.ts')],
    outfile: join(FOLDER, '.kit/kit.js'),
    bundle: true,
    format: 'esm',
    target: 'es2022',
    minify: true,
    legalComments: 'none',
    logLevel: 'warning',
  })
}

/** What notebook-kit lists of its work is shown only where the work failed, or goes on. */
function kit(command: 'build' | 'preview', words: readonly string[]): number {
  const bin = join(ROOT, 'node_modules/@observablehq/notebook-kit/dist/bin/notebooks.js')
  const args = [bin, command, '--root', '.', '--template', join(FOLDER, 'template.html'), ...words]
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: ROOT,
    stdio: command === 'preview' ? 'inherit' : ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
  })
  if (status !== 0 && command === 'build') process.stderr.write(`${stdout}${stderr}`)
  return status ?? 130
}

const { values } = parseArgs({
  options: {
    preview: { type: 'boolean' },
    data: { type: 'boolean' },
    only: { type: 'string' },
    out: { type: 'string' },
  },
})
const pages = readdirSync(FOLDER).filter((name) => /^\d.*\.html$/.test(name))

if (values.data) {
  const { makeData } = await import('./data.ts')
  makeData(join(FOLDER, 'data'), values.only)
} else if (values.preview) {
  await bundle()
  process.stdout.write(`below the address that follows:\n${pages.map((name) => `  notebooks/${name}\n`).join('')}`)
  process.exitCode = kit('preview', [])
} else {
  await bundle()
  // a folder that somebody else named is not emptied
  const out = values.out === undefined ? [BUILT, '--empty'] : [resolve(values.out)]
  process.exitCode = kit('build', ['--out', ...out, '--', ...pages.map((name) => join('notebooks', name))])
  if (process.exitCode === 0) {
    const folder = values.out ?? BUILT
    process.stdout.write(`${pages.map((name) => join(folder, 'notebooks', name)).join('\n')}\n`)
    process.stdout.write('pages load their parts, so they are served, not opened as files: npm run notebooks -- --preview\n')
  }
}
