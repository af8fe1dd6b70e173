import { defineConfig } from 'vitest/config'

/**
 * Threads without isolation: small files start ten times faster, and modules of this project keep no state. The
 * order of files and tests is shuffled in CI (`MUSTER_SHUFFLE=1`, with the seed in the output), which would show a
 * module that does.
 *
 * Two projects, one after the other: what runs in virtual time uses every processor; what runs against a real API server
 * or a real browser has the machine to itself, a file at a time, so that its seconds are seconds.
 */
const shuffle = process.env.MUSTER_SHUFFLE === '1'
const json = process.env.MUSTER_TEST_JSON
const REAL_TIME = ['test/live/**/*.test.ts', 'test/browser/**/*.test.ts']

const common = {
  pool: 'threads',
  isolate: false,
  testTimeout: 60_000,
  setupFiles: ['test/support/setup.ts'],
} as const

const order = { shuffle: shuffle ? { files: true, tests: true } : false }

export default defineConfig({
  test: {
    reporters: ['default', './test/support/skipped-reporter.ts', ...(json === undefined ? [] : [['json', { outputFile: json }] as const])],
    coverage: { include: ['src/**', 'sim/**', 'analysis/**', 'live/**', 'cli/**'], reporter: ['text-summary', 'html'] },
    projects: [
      {
        test: {
          ...common,
          name: 'virtual time',
          include: ['test/**/*.test.ts'],
          exclude: REAL_TIME,
          sequence: { ...order, groupOrder: 0 },
        },
      },
      {
        test: {
          ...common,
          name: 'real time',
          include: REAL_TIME,
          fileParallelism: false,
          sequence: { ...order, groupOrder: 1 },
        },
      },
    ],
  },
})
