#!/usr/bin/env node
// `npx muster ...`: runs the TypeScript sources as they are, or the compiled ones where only those are shipped.
import { existsSync } from 'node:fs'

const compiled = new URL('./main.js', import.meta.url)
if (existsSync(compiled)) {
  await import(compiled.href)
} else {
  await import('./typescript.mjs')
  await import('./main.ts')
}
