/** The shape of the code: who imports whom, what the model may not touch, how long a file may be. */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { impurities } from './support/impurities.ts'

const ROOT = new URL('..', import.meta.url).pathname
const SOURCES = ['cli', 'src', 'sim', 'analysis', 'live', 'notebooks', 'bench', 'test']

interface Cruise {
  readonly modules: readonly { readonly source: string }[]
  readonly summary: {
    readonly violations: readonly { readonly from: string; readonly to: string; readonly rule: { readonly name: string } }[]
  }
}

/** In a process of its own: the library keeps the folder it started in. */
function cruise(folder: string, names: readonly string[]): Cruise {
  const bin = join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs')
  const args = [bin, '--config', join(ROOT, '.dependency-cruiser.cjs'), '--output-type', 'json', ...names]
  const result = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8', maxBuffer: 2 ** 28 })
  if (result.stdout === '') throw new Error(`dependency-cruiser printed nothing:\n${result.stderr}`)
  return JSON.parse(result.stdout) as Cruise
}

function violations(cruised: Cruise): string[] {
  return cruised.summary.violations.map((v) => `${v.rule.name}: ${v.from} -> ${v.to}`)
}

/** Files git knows or would add: what a clone will have. */
function filesOf(...patterns: string[]): string[] {
  const list = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '--deduplicate', '--', ...patterns], {
    cwd: ROOT,
    encoding: 'utf8',
  })
  return list.split('\n').filter((f) => f !== '')
}

/** A small tree of sources with this project's settings, cruised and removed. */
function cruiseTree(files: Readonly<Record<string, string>>): Cruise {
  const folder = mkdtempSync(join(tmpdir(), 'muster-structure-'))
  try {
    for (const [name, text] of Object.entries({ 'tsconfig.json': '{}', 'package.json': '{"type":"module"}', ...files })) {
      mkdirSync(dirname(join(folder, name)), { recursive: true })
      writeFileSync(join(folder, name), text)
    }
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
    return cruise(folder, [...new Set(Object.keys(files).map((f) => f.split('/')[0] as string))])
  } finally {
    rmSync(folder, { recursive: true })
  }
}

describe('who imports whom', () => {
  it('follows the rules, in every module there is', () => {
    const result = cruise(ROOT, SOURCES)
    const ours = filesOf('*.ts').filter((f) => SOURCES.some((s) => f.startsWith(`${s}/`)))
    expect(violations(result)).toEqual([])
    const cruised = new Set(result.modules.map((m) => m.source))
    expect(ours.length).toBeGreaterThan(0)
    expect(ours.filter((f) => !cruised.has(f))).toEqual([])
  })

  describe('in a tree that breaks each rule once', () => {
    const leaf = 'export {}\n'
    let found: string[] = []
    beforeAll(() => {
      found = violations(
        cruiseTree({
          'src/leaf.ts': leaf,
          'src/files.ts': "import 'node:fs'\n",
          'src/hosted.ts': "import '../sim/leaf.ts'\n",
          'src/chicken.ts': "import './egg.ts'\n",
          'src/egg.ts': "import './chicken.ts'\n",
          'src/gang/low.ts': "import '../actors/actor.ts'\n",
          'src/actors/actor.ts': leaf,
          'src/actors/kubelet.ts': "import './kueue/queue.ts'\nimport './actor.ts'\n",
          'src/actors/kueue/queue.ts': "import './heap.ts'\n",
          'src/actors/kueue/heap.ts': "import '../job-controller.ts'\n",
          'src/actors/job-controller.ts': leaf,
          'src/actors/scheduler/queue.ts': leaf,
          'src/actors/scheduler/framework.ts': "import '../actor.ts'\n",
          'src/actors/scheduler/plugins/fit.ts': "import '../queue.ts'\nimport '../framework.ts'\n",
          'sim/leaf.ts': "import 'node:fs'\nimport '../src/leaf.ts'\n",
          'sim/counts.ts': "import '../analysis/leaf.ts'\n",
          'analysis/leaf.ts': leaf,
          'analysis/asks.ts': "import '../sim/leaf.ts'\n",
          'analysis/charts/draws.ts': "import 'vega'\n",
          'notebooks/kit/index.ts': "import '../../analysis/leaf.ts'\nimport '../../src/leaf.ts'\n",
          'live/leaf.ts': "import '../cli/leaf.ts'\n",
          'live/talks.ts': "import '@kubernetes/client-node'\n",
          'cli/leaf.ts': "import '../sim/leaf.ts'\nimport '../analysis/leaf.ts'\n",
          'sim/tested.ts': "import '../test/leaf.ts'\n",
          'test/leaf.ts': leaf,
        }),
      )
    })

    it.each([
      'src-is-pure: src/files.ts -> fs',
      'src-is-pure: src/hosted.ts -> sim/leaf.ts',
      'no-cycles: src/chicken.ts -> src/egg.ts',
      'lower-layers-of-src: src/gang/low.ts -> src/actors/actor.ts',
      'actors-meet-at-the-api: src/actors/kubelet.ts -> src/actors/kueue/queue.ts',
      'actors-meet-at-the-api: src/actors/kueue/heap.ts -> src/actors/job-controller.ts',
      'plugins-import-the-framework: src/actors/scheduler/plugins/fit.ts -> src/actors/scheduler/queue.ts',
      'sim-imports-src: sim/counts.ts -> analysis/leaf.ts',
      'analysis-imports-src: analysis/asks.ts -> sim/leaf.ts',
      'notebooks-import-analysis: notebooks/kit/index.ts -> src/leaf.ts',
      'cli-is-the-root: live/leaf.ts -> cli/leaf.ts',
      'tests-are-leaves: sim/tested.ts -> test/leaf.ts',
    ])('sees %s', (violation) => {
      expect(found).toContain(violation)
    })

    it.each(['client-in-one-file: live/talks.ts', 'charts-are-values: analysis/charts/draws.ts'])('sees %s', (start) => {
      expect(found.filter((v) => v.startsWith(start))).toHaveLength(1)
    })

    it('has nothing against what is allowed', () => {
      const allowed =
        /framework\.ts -> |-> src\/actors\/scheduler\/framework|cli\/leaf\.ts -> |kueue\/queue\.ts -> |sim\/leaf\.ts -> |kubelet\.ts -> src\/actors\/actor|index\.ts -> analysis\/leaf/
      expect(found.filter((v) => allowed.test(v))).toEqual([])
    })
  })
})

describe('the model is pure', () => {
  const files = filesOf('src/*.ts', 'src/**/*.ts')

  it('has no clock, chance, timer, promise or process', () => {
    expect(files.length).toBeGreaterThan(0)
    const found = files.flatMap((f) => impurities(readFileSync(join(ROOT, f), 'utf8')).map((what) => `${f}: ${what}`))
    expect(found).toEqual([])
  })

  it.each([
    ['const t = Date.now()', '1: Date'],
    ['const u = Math.random()', '1: Math.random'],
    ['\nsetTimeout(f, 0)', '2: setTimeout'],
    ['async function f() {}', '1: async'],
    ['const f = async () => {}', '1: async'],
    ['let p: Promise<number>', '1: Promise'],
    ['await f()', '1: await'],
    ['const e = process.env', '1: process'],
    ["const f = await import('./x.ts')", '1: await'],
  ])('would see %j', (text, what) => {
    expect(impurities(text)).toContain(what)
  })

  it('does not mistake words in comments, strings and names of members for them', () => {
    expect(impurities("// no Date here\nconst text = 'a Promise'\nconst o = { process: 1, async: 2 }\no.process + o.async")).toEqual([])
  })
})

describe('files', () => {
  const LONGEST = 400

  it(`are at most ${LONGEST} lines long`, () => {
    const long = filesOf('*.ts', '*.cjs', '*.mjs')
      .map((f) => [f, readFileSync(join(ROOT, f), 'utf8').split('\n').length - 1] as const)
      .filter(([, lines]) => lines > LONGEST)
    expect(long).toEqual([])
  })

  it('name no folder of one machine', () => {
    const machine = /\/(?:work|root|home|tmp)\/[a-z]|file:\/\/\/[a-z]/
    const texts = filesOf('.').filter((f) => !/\.(?:png|arrow|parquet|gz)$|^data\/|^package-lock\.json$/.test(f))
    expect(texts.length).toBeGreaterThan(0)
    expect(texts.filter((f) => machine.test(readFileSync(join(ROOT, f), 'utf8')))).toEqual([])
    expect(machine.test(['', 'home', 'somebody'].join('/'))).toBe(true)
  })
})
