import { CommanderError } from 'commander'
import { describe, expect, it } from 'vitest'
import { EXIT, endingOf, RunBug } from '../../cli/exit.ts'
import { usageProblem } from '../../cli/program.ts'
import { failure } from '../../cli/sim-run.ts'
import { ExperimentError, formatProblem, InvariantError } from '../../src/errors.ts'

describe('how a command ends', () => {
  it('with 2 and every problem, when it is for the user to mend', () => {
    const problem = { where: 'a.yaml:1:1', expected: 'b', got: 'c', todo: 'd' }
    expect(endingOf(new ExperimentError([problem, problem]))).toEqual({
      code: EXIT.usage,
      text: 'a.yaml:1:1: expected b, got c\n  d\na.yaml:1:1: expected b, got c\n  d',
    })
  })

  it('with 2 and what to do, when the disk is full or a folder is not ours', () => {
    expect(endingOf(Object.assign(new Error('x'), { code: 'ENOSPC', path: 'runs/a' }))).toEqual({
      code: 2,
      text: 'runs/a: expected room on the disk, got none left\n  free some, then give the same command again: what had ended is kept',
    })
    expect(endingOf(Object.assign(new Error('x'), { code: 'EACCES', path: '/d' })).text).toContain(
      '/d: expected a folder that may be written to',
    )
  })

  it('with 70, the event and the command that repeats it, when a rule of the model broke', () => {
    const broken = failure(
      { ok: false, message: 'm', stack: 'node n3 over-allocated (event 231)' },
      'npx muster sim a --seed 7',
      'default@1.28, seed 7',
    )
    expect(broken).toBeInstanceOf(RunBug)
    expect(endingOf(broken)).toEqual({
      code: EXIT.bug,
      text: 'default@1.28, seed 7: node n3 over-allocated (event 231)\n  this is a bug in muster; repeat: npx muster sim a --seed 7',
    })
  })

  it('with 70 for whatever nobody thought of', () => {
    expect(endingOf(new TypeError('x is undefined'))).toMatchObject({ code: 70, text: expect.stringContaining('x is undefined') })
    expect(endingOf(new InvariantError('time went back')).code).toBe(70)
    expect(endingOf('text').code).toBe(70)
  })

  it('hands an error of the operating system in a worker on as what it is', () => {
    const full = failure({ ok: false, code: 'ENOSPC', path: 'runs/a', message: 'm' }, 'again', 'here')
    expect(endingOf(full)).toMatchObject({ code: 2, text: expect.stringContaining('runs/a: expected room on the disk') })
  })
})

describe('a mistake in the words of a command line', () => {
  it.each([
    [
      'commander.unknownOption',
      "error: unknown option '--sede'\n(Did you mean --seed?)",
      'command line: expected an option of muster sim, got "--sede"\n  did you mean --seed? all there is: npx muster sim --help',
    ],
    [
      'commander.excessArguments',
      'error: too many arguments',
      'command line: expected one scenario, got sim a b\n  quote a path with spaces; all there is: npx muster sim --help',
    ],
    [
      'commander.optionMissingArgument',
      "error: option '--seed <n>' argument missing",
      'command line: expected a value after --seed, got none\n  write --seed <n>; all there is: npx muster sim --help',
    ],
    [
      'commander.new',
      'error: something new',
      'command line: expected what npx muster sim --help lists, got something new\n  all there is: npx muster sim --help',
    ],
  ])('%s is told in four parts', (code, message, text) => {
    expect(formatProblem(usageProblem(new CommanderError(1, code, message), ['sim', 'sim', 'a', 'b']))).toBe(text)
  })

  it('lists the commands when one is not known', () => {
    const problem = usageProblem(new CommanderError(1, 'commander.unknownCommand', "error: unknown command 'simm'"), ['simm'])
    expect(formatProblem(problem)).toMatch(/^command line: expected a command: sim, .*, got "simm"\n {2}all there is: npx muster --help$/)
  })
})
