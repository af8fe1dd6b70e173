/** How many cases each property tries: 1,000 in the test command, 100,000 in `npm run test:long`. */
export const CASES = Number(process.env.MUSTER_CASES ?? 1000)
