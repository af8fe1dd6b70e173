/**
 * Who imports whom (DESIGN.md, "Layers"). Checked by `npm run structure` and by test/structure.test.ts, which also
 * makes sure that each rule can fail.
 */
const PURE_PACKAGES = 'node_modules/(pure-rand|yaml|zod)/'

/** `folder` may import only itself and what `allowed` matches. Node's own modules only where `core` says so. */
function onlyImports(name, comment, folder, allowed, core) {
  const to = { pathNot: [`^${folder}/`, ...allowed] }
  return { name, severity: 'error', comment, from: { path: `^${folder}/` }, to: core ? { ...to, dependencyTypesNot: ['core'] } : to }
}

const MODEL_AND_PACKAGES = ['^src/', 'node_modules/']

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', comment: 'an import cycle has no first file to read', from: {}, to: { circular: true } },
    { name: 'resolves', severity: 'error', comment: 'an import that leads nowhere', from: {}, to: { couldNotResolve: true } },
    {
      name: 'declared',
      severity: 'error',
      comment: 'a package that package.json does not name works by accident',
      from: { path: '^(src|sim|analysis|live|cli|notebooks)/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'] },
    },
    onlyImports('src-is-pure', 'the model knows nothing of files, networks, clocks or of who hosts it', 'src', [PURE_PACKAGES], false),
    onlyImports('sim-imports-src', 'the simulator is a host of the model and computes no statistics', 'sim', MODEL_AND_PACKAGES, true),
    onlyImports('live-imports-src', 'the live host shares only the model with the simulator', 'live', MODEL_AND_PACKAGES, true),
    onlyImports('analysis-imports-src', 'analysis reads records and never asks where they came from', 'analysis', MODEL_AND_PACKAGES, true),
    {
      name: 'analysis-reads-the-model-only-through-records',
      severity: 'error',
      comment: 'actors are not needed to read what they did',
      from: { path: '^analysis/' },
      to: { path: '^src/actors/' },
    },
    onlyImports(
      'notebooks-import-analysis',
      'a notebook shows what the analysis found',
      'notebooks',
      ['^analysis/', 'node_modules/'],
      true,
    ),
    {
      name: 'cli-is-the-root',
      severity: 'error',
      comment: 'the command line is put together last',
      from: { pathNot: '^(cli|test|bench)/' },
      to: { path: '^cli/' },
    },
    {
      name: 'tests-are-leaves',
      severity: 'error',
      comment: 'nothing that ships rests on a test or a bench',
      from: { pathNot: '^(test|bench)/' },
      to: { path: '^(test|bench)/' },
    },
    {
      name: 'client-in-one-file',
      severity: 'error',
      comment: 'the Kubernetes client has traps; one file knows them',
      from: { pathNot: '^(live/client\\.ts|test/)' },
      to: { path: 'node_modules/@kubernetes/' },
    },
    {
      name: 'charts-are-values',
      severity: 'error',
      comment: 'a chart returns a specification; render.ts alone draws it',
      from: { pathNot: '^(analysis/render|notebooks/kit/globals|test/|bench/)' },
      to: { path: 'node_modules/(vega|vega-lite|@resvg)/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'lower-layers-of-src',
      severity: 'error',
      comment: 'units, resources, objects, experiment, record, gang know no actor',
      from: { path: '^src/(objects|experiment|record|gang|kube|import)/|^src/[^/]+\\.ts$' },
      to: { path: '^src/actors/' },
    },
    {
      name: 'actors-meet-at-the-api',
      severity: 'error',
      comment: 'an actor in one folder or file does not import another; they share actor.ts, token-bucket.ts, task.ts and the heap only',
      from: { path: '^src/actors/([^/]+?)(?:\\.ts|/)' },
      to: {
        path: '^src/actors/',
        pathNot: [
          '^src/actors/$1(?:\\.ts$|/)',
          '^src/actors/(actor|token-bucket|task)\\.ts$',
          '^src/actors/scheduler/heap\\.ts$',
          '^src/actors/fluxion/',
        ],
      },
    },
    {
      name: 'fluxion-for-fluence-only',
      severity: 'error',
      comment: 'Fluxion is a service behind Fluence: only that plugin asks it',
      from: { path: '^src/', pathNot: ['^src/actors/fluxion/', '^src/actors/scheduler/(plugins/fluence|profiles)'] },
      to: { path: '^src/actors/fluxion/' },
    },
    {
      name: 'plugins-import-the-framework',
      severity: 'error',
      comment: 'a plugin sees the framework, never the queue, the cycle or the table of plugins',
      from: { path: '^src/actors/scheduler/plugins/' },
      to: { path: '^src/actors/scheduler/(queue|queue-.*|cycle|cycle-.*|profiles|scheduler|lock|heap)\\.ts$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^data/|^notebooks/\\.' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.mjs', '.js', '.cjs', '.json'],
    },
  },
}
