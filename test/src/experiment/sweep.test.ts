/** What `--sweep` means. */
import { describe, expect, it } from 'vitest'
import type { Problem } from '../../../src/errors.ts'
import { expandValues, gridOf, parseAxes, parseAxis } from '../../../src/experiment/sweep.ts'

const problems = (...texts: string[]): string[] => {
  const found: Problem[] = []
  parseAxes(texts, (p) => found.push(p))
  return found.map((p) => `${p.expected}, got ${p.got}`)
}

describe('values', () => {
  it.each([
    ['4,6,8', ['4', '6', '8']],
    ['4..8:2', ['4', '6', '8']],
    ['4..9:2', ['4', '6', '8']],
    ['1..3, 10', ['1', '2', '3', '10']],
    ['10s..30s:10s', ['10s', '20s', '30s']],
    ['U(0.5s, 1s), 2s', ['U(0.5s, 1s)', '2s']],
    ['[2, 3], [{size: 2, weight: 3}]', ['[2, 3]', '[{size: 2, weight: 3}]']],
    ['true,false', ['true', 'false']],
    ['0.5', ['0.5']],
  ])('%s', (text, values) => {
    expect(expandValues(text)).toEqual(values)
  })

  it.each(['', '4,,6', '8..4', '1..3:0', '1s..3m', '1..200000'])('%j is none', (text) => {
    expect(expandValues(text)).toBeUndefined()
  })
})

describe('axes', () => {
  it('vary one parameter, or several together', () => {
    expect(parseAxis('cluster.nodes+cluster.machine=8+plain, 4+n2-standard-8')).toEqual({
      paths: ['cluster.nodes', 'cluster.machine'],
      points: [
        ['8', 'plain'],
        ['4', 'n2-standard-8'],
      ],
    })
  })

  it('are refused where they are misread, double or too many', () => {
    expect(problems('cluster.nodes')).toEqual(['path=values, got "cluster.nodes"'])
    expect(problems('a=1,1')).toEqual(['each value once, got "a=1,1"'])
    expect(problems('a=1', 'a=2')).toEqual(['each parameter in one --sweep, got "a=2"'])
    expect(problems('a+b=1')).toEqual(['2 values, one for each of a, b, got "1"'])
    expect(problems('a=1..1000', 'b=1..1000')).toEqual(['at most 100000 cells, got "1000000 cells"'])
  })

  it('span a grid, the first slowest', () => {
    const grid = gridOf(parseAxes(['a=1,2', 'b=x,y'], () => {}))
    expect(grid.map((cell) => [...cell.values()].join(''))).toEqual(['1x', '1y', '2x', '2y'])
  })
})
