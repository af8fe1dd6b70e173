/** What a check says. Each failure says what to do. */
export interface Check {
  /** `ok`; `warn`: the run goes on; `fail`: it would not work; `unknown`: it could not be looked at */
  readonly state: 'ok' | 'warn' | 'fail' | 'unknown'
  /** what was looked at */
  readonly name: string
  /** what was found */
  readonly found: string
  /** what to do; of every state but ok */
  readonly todo?: string
}

export function ok(name: string, found: string): Check {
  return { state: 'ok', name, found }
}

export function fail(name: string, found: string, todo: string): Check {
  return { state: 'fail', name, found, todo }
}

export function warn(name: string, found: string, todo: string): Check {
  return { state: 'warn', name, found, todo }
}

export function unknown(name: string, found: string, todo: string): Check {
  return { state: 'unknown', name, found, todo }
}

/**
 * Whether a run may start.
 * @example passes([{ state: 'warn', name: 'quota', found: 'a LimitRange', todo: 'look at it' }]) // true
 */
export function passes(checks: readonly Check[]): boolean {
  return checks.every((c) => c.state !== 'fail')
}

/**
 * A line for each check, and below it what to do.
 * @example describeChecks([{ state: 'fail', name: 'nodes', found: '6 of 8', todo: 'add 2' }]) // 'FAIL  nodes: 6 of 8\n      add 2\n'
 */
export function describeChecks(checks: readonly Check[]): string {
  const mark = { ok: 'ok  ', warn: 'WARN', fail: 'FAIL', unknown: '?   ' } as const
  return checks
    .map((c) => `${mark[c.state]}  ${c.name}: ${c.found}\n${c.todo === undefined ? '' : `${c.todo.replace(/^/gm, '      ')}\n`}`)
    .join('')
}
