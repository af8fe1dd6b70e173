// Runs the TypeScript sources as they are: types are stripped on loading, nothing else is changed. (tsx would also wrap every
// function to keep its name, which makes closures several times slower: DESIGN.md.) Use: node --import ./cli/typescript.mjs FILE.ts
import { register } from 'node:module'

if (!process.features.typescript) register('./typescript-hooks.mjs', import.meta.url)
