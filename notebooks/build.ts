/**
 * `npm run notebooks`: bundles the analysis layer for the browser and builds the notebooks into pages below
 * `notebooks/.build`; `-- --preview` serves them instead, `-- --data` makes their data again (`-- --data --only mixes`: a part).
 */
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { build } from 'esbuild'

const FOLDER = dirname(fileURLToPath(import.meta.url))
const ROOT = dirname(FOLDER)

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

function kit(command: string, words: readonly string[]): number {
  const bin = join(ROOT, 'node_modules/@observablehq/notebook-kit/dist/bin/notebooks.js')
  const { status } = spawnSync(process.execPath, [bin, command, ...words], { cwd: ROOT, stdio: 'inherit' })
  return status ?? 1
}

const TEMPLATE = ['--template', join(FOLDER, 'template.html')]

const { values } = parseArgs({
  options: {
    preview: { type: 'boolean' },
    data: { type: 'boolean' },
    only: { type: 'string' },
    out: { type: 'string', default: 'notebooks/.build' },
  },
})
if (values.data) {
  const { makeData } = await import('./data.ts')
  makeData(join(FOLDER, 'data'), values.only)
} else {
  await bundle()
  const pages = readdirSync(FOLDER).filter((name) => /^\d.*\.html$/.test(name))
  process.exitCode = values.preview
    ? kit('preview', ['--root', '.', ...TEMPLATE])
    : kit('build', ['--root', '.', '--out', values.out, '--empty', ...TEMPLATE, '--', ...pages.map((name) => join('notebooks', name))])
}
