/**
 * The two kinds of error (see CONTRIBUTING, "Messages"). Each message has four parts: where, what was expected,
 * what came, what to do.
 */

/** One thing that is wrong in what a user gave us. */
export interface Problem {
  /** file, flag or path, as the user typed it, with line and column where there is one: `run.yaml:6:41 cluster.nodes` */
  readonly where: string
  readonly expected: string
  readonly got: string
  readonly todo: string
}

/** `where: expected X, got Y` and, indented below, what to do. */
export function formatProblem(p: Problem): string {
  return `${p.where}: expected ${p.expected}, got ${p.got}\n  ${p.todo}`
}

/** What a user can mend. Carries every problem found, not only the first. Exit code 2. */
export class ExperimentError extends Error {
  readonly problems: readonly Problem[]
  constructor(problems: readonly Problem[], options?: ErrorOptions) {
    super(problems.map(formatProblem).join('\n'), options)
    this.name = 'ExperimentError'
    this.problems = problems
  }
}

/** What we must mend: a broken invariant. Says the event and the state; the host adds how to repeat it. Exit code 70. */
export class InvariantError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'InvariantError'
  }
}
