/** Before each test file. In CI generated cases are the same every time; a nightly run gives its own MUSTER_SEED. */
import fc from 'fast-check'

const seed = process.env.MUSTER_SEED ?? (process.env.CI === 'true' ? '20240418' : undefined)
if (seed !== undefined) fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(seed) })
