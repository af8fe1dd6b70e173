/** The scripts of the page: Vega and Vega-Lite as their packages ship them, and the page's own, bundled. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildSync } from 'esbuild'

const FOLDER = dirname(fileURLToPath(import.meta.url))

/** Nothing in the text of a script can end its element. */
function safe(script: string): string {
  return script
    .replace(/<\/(script)/gi, '<\\/$1')
    .replaceAll('<!--', '<\\!--')
    .replace(/\n?\/\/# sourceMappingURL=.*\s*$/, '\n')
}

/** Beside what the package's name leads to: `vega` hides its builds from `exports`. */
function built(name: string): string {
  const entry = createRequire(import.meta.url).resolve(name)
  return readFileSync(join(dirname(entry), `${name}.min.js`), 'utf8')
}

function client(): string {
  const { outputFiles } = buildSync({
    entryPoints: [join(FOLDER, 'client', 'main.ts')],
    bundle: true,
    write: false,
    minify: true,
    format: 'iife',
    target: 'es2022',
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'silent',
  })
  return (outputFiles[0] as { text: string }).text
}

let known: readonly string[] | undefined

/** The texts of the script elements, in order. Read once. */
export function pageScripts(): readonly string[] {
  known ??= [built('vega'), built('vega-lite'), client()].map(safe)
  return known
}

export function pageStyle(): string {
  return readFileSync(join(FOLDER, 'page.css'), 'utf8')
}

/** The source expression that allows exactly this text in a content security policy. */
export function hashSource(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`
}
