import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { quote, repeatCommand, resumeCommand } from '../../cli/again.ts'
import { planSim } from '../../cli/sim-plan.ts'

afterEach(() => {
  vi.unstubAllEnvs()
})

describe('a command to give again', () => {
  it('repeats one replication with everything that decides it', () => {
    vi.stubEnv('npm_lifecycle_event', undefined)
    const plan = planSim('run10', {
      set: ['cluster.nodes=12', 'experimenter.gap=U(0.1s, 0.2s)'],
      until: '90s',
      seeds: '1..9',
      scheduler: ['kueue'],
    })
    expect(repeatCommand(plan, 'kueue@0.6.2', 7)).toBe(
      "npx muster sim run10 --scheduler kueue@0.6.2 --seed 7 --set cluster.nodes=12 --set 'experimenter.gap=U(0.1s, 0.2s)' --until 90s",
    )
  })

  it('is spelled the way muster was started', () => {
    vi.stubEnv('npm_lifecycle_event', 'sim')
    expect(repeatCommand(planSim('smallest', {}), 'default@1.28', 1)).toBe('npm run sim -- smallest --scheduler default@1.28 --seed 1')
  })

  it('goes on in the folder of what was interrupted, whatever --out was', () => {
    vi.stubEnv('npm_lifecycle_event', undefined)
    const words = ['run10', '--seeds', '1..9', '--json']
    expect(resumeCommand(words, 'runs/run10-4')).toBe('npx muster sim run10 --seeds 1..9 --json --out runs/run10-4')
    expect(resumeCommand([...words, '--out', 'd'], 'd')).toBe('npx muster sim run10 --seeds 1..9 --json --out d')
    expect(resumeCommand(['--out=d', ...words], 'd')).toBe('npx muster sim run10 --seeds 1..9 --json --out d')
  })

  it('survives a shell, whatever is in a word', () => {
    const words = fc.array(
      fc.string({ unit: 'binary-ascii' }).map((s) => s.replaceAll('\0', '')),
      { minLength: 1, maxLength: 5 },
    )
    fc.assert(
      fc.property(words, (list) => {
        const out = execFileSync('sh', ['-c', `printf '%s\\0' ${list.map(quote).join(' ')}`], { encoding: 'utf8' })
        expect(out.split('\0').slice(0, -1)).toEqual(list)
      }),
      { numRuns: 50 },
    )
  })
})
