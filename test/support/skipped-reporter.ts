/**
 * Prints every test that was skipped and why, so that a green run never hides one. In CI nothing is skipped: a test that
 * did not run there is a failure. Says nothing when only some tests were asked for by name.
 */
import type { Reporter, TestCase, TestModule, Vitest } from 'vitest/node'

export default class SkippedReporter implements Reporter {
  #filtered = false

  onInit(vitest: Vitest): void {
    this.#filtered = vitest.config.testNamePattern !== undefined
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    if (this.#filtered) return
    const skipped: string[] = []
    for (const module of modules) {
      for (const test of module.children.allTests('skipped')) skipped.push(describeSkipped(test))
    }
    if (skipped.length === 0) return
    console.log(`\n${skipped.length} skipped:`)
    for (const line of skipped) console.log(`  ${line}`)
    if (process.env.CI === 'true' && process.env.MUSTER_ALLOW_SKIPS !== '1') {
      console.log('in CI every test runs: a skipped one is a failure')
      process.exitCode = 1
    }
  }
}

function describeSkipped(test: TestCase): string {
  const result = test.result()
  const why = result.state === 'skipped' && result.note ? result.note : 'no reason given'
  return `${test.module.relativeModuleId} > ${test.fullName}: ${why}`
}
