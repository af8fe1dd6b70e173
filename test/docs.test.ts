/** What the pages say can be done: their commands are known, their links lead somewhere. */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { command } from '../cli/sim.ts'
import { planSim, type SimOptions } from '../cli/sim-plan.ts'
import { Terminal } from '../cli/terminal.ts'
import { parameterTable } from '../src/experiment/parameter-help.ts'
import { MUSTER_VERSION } from '../src/version.ts'

const ROOT = new URL('..', import.meta.url).pathname
const text = (name: string): string => readFileSync(join(ROOT, name), 'utf8')
const PAGES = ['README.md', 'CONTRIBUTING.md', 'DESIGN.md', 'CHANGELOG.md', 'sim/README.md', 'docs/doctor.md', 'docs/gke.md']
const { scripts, version } = JSON.parse(text('package.json')) as { scripts: Record<string, string>; version: string }

describe.each(PAGES)('%s', (page) => {
  it('names only scripts that are there', () => {
    const named = [...text(page).matchAll(/npm run (?:-s |--silent )?([\w:]+)|npm (test)\b/g)].map((m) => (m[1] ?? m[2]) as string)
    expect(named.filter((name) => scripts[name] === undefined)).toEqual([])
  })

  it('links only to files that are there', () => {
    const links = [...text(page).matchAll(/\]\((?!https?:|#)([^)#]+)[^)]*\)/g)].map((m) => m[1] as string)
    expect(links.filter((link) => !existsSync(join(ROOT, dirname(page), link)))).toEqual([])
  })
})

describe('README.md', () => {
  const lines = [...text('README.md').matchAll(/^(?:npx muster sim|npm run sim --)(.*)$/gm)].map((m) =>
    (m[1] as string).replace(/\s+#.*$/, '').trim(),
  )

  it('has commands to try', () => {
    expect(lines.length).toBeGreaterThan(3)
  })

  it.each(lines)('sim %s can be given as it stands', async (line) => {
    const sim = await command(new Terminal(), [])
    let planned = false
    sim.exitOverride().action((scenario: string | undefined, options: SimOptions & { readonly list?: unknown }) => {
      planned = options.list !== undefined || scenario === 'my-cluster.yaml' || planSim(scenario, options).experiments.length > 0
    })
    sim.parse(line === '' ? [] : line.split(/\s+/), { from: 'user' })
    expect(planned).toBe(true)
  })

  it('maps folders that are there', () => {
    const folders = [...text('README.md').matchAll(/`(\w+\/)`/g)].map((m) => m[1] as string)
    expect(folders.length).toBeGreaterThan(5)
    expect(folders.filter((folder) => !existsSync(join(ROOT, folder)))).toEqual([])
  })
})

describe('docs/parameters.md', () => {
  it('is printed from the declarations (refreshed by `npx vitest run test/docs.test.ts -u`)', async () => {
    const intro = 'Every parameter of a scenario, as `--set PATH=VALUE` takes it. Printed from `src/experiment/parameters/`.'
    await expect(`# Parameters\n\n${intro}\n\n${parameterTable()}\n`).toMatchFileSnapshot('../docs/parameters.md')
  })
})

describe('the version', () => {
  it('is the same in package.json and in the code', () => {
    expect(MUSTER_VERSION).toBe(version)
  })
})
