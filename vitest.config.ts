import { defineConfig } from 'vitest/config'

/**
 * Threads without isolation: 50 small files start ten times faster, and modules of this project keep no state. The
 * order of files and tests is shuffled in CI (`MUSTER_SHUFFLE=1`, with the seed in the output), which would show a
 * module that does.
 */
const shuffle = process.env.MUSTER_SHUFFLE === '1'
const json = process.env.MUSTER_TEST_JSON

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    pool: 'threads',
    isolate: false,
    testTimeout: 60_000,
    setupFiles: ['test/support/setup.ts'],
    reporters: ['default', './test/support/skipped-reporter.ts', ...(json === undefined ? [] : [['json', { outputFile: json }] as const])],
    sequence: { shuffle: shuffle ? { files: true, tests: true } : false },
    coverage: { include: ['src/**', 'sim/**', 'analysis/**', 'cli/**'], reporter: ['text-summary', 'html'] },
  },
})
