/** Version of muster, as in package.json (a test compares them). */
export const MUSTER_VERSION = '0.1.0'
