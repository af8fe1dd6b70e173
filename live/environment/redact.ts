/** What must not leave a cluster: secrets, tokens, names of accounts. */

/** Keys whose values are, or lead to, secrets; `auth` alone would take the word author with it. */
const SECRET_KEY =
  /token|secret|passw|credential|kubeconfig|bearer|^auth|oauth|api-?key|private|cert|^user(name)?$|e-?mail|account|project/i
/** Values that are secrets whatever they are called: tokens of three parts, PEM, URLs with a password, mail addresses. */
const SECRET_VALUE = /eyJ[\w-]{8,}\.[\w-]+\.[\w-]*|-----BEGIN |:\/\/[^/\s]*@|[\w.+-]+@[\w-]+\.\w|^Bearer /
/** Longer than any setting that one would want to read. */
const LONGEST = 200

/**
 * A value without what may be secret: keys that say so are left out, strings that look so are replaced.
 * @example redact({ permitWaitingTimeSeconds: 60, kubeconfig: '/etc/x', owner: 'a@b.example' }) // { permitWaitingTimeSeconds: 60, owner: '(left out)' }
 */
export function redact(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(redact)
  if (typeof value === 'string') return SECRET_VALUE.test(value) || value.length > LONGEST ? LEFT_OUT : value
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !SECRET_KEY.test(key) && !SECRET_VALUE.test(key))
      .map(([key, inner]) => [key, redact(inner)]),
  )
}

const LEFT_OUT = '(left out)'

/** Registries whose path or name begins with an account. */
const WITH_PROJECT = /^((?:(?:us|eu|asia)\.)?gcr\.io|[a-z0-9-]+-docker\.pkg\.dev)\/[^/]+\//
const WITH_ACCOUNT = /^\d+(\.dkr\.ecr\.)/
const OWN_REGISTRY = /^[a-z0-9]+(\.azurecr\.io)/

/**
 * An image's name without the account it is kept under.
 * @example publicImage('us-central1-docker.pkg.dev/my-project/mpi/ping:1') // 'us-central1-docker.pkg.dev/(project)/mpi/ping:1'
 * @example publicImage('123456789012.dkr.ecr.us-east-1.amazonaws.com/ping:1') // '(account).dkr.ecr.us-east-1.amazonaws.com/ping:1'
 * @example publicImage('docker.io/library/busybox:1') // 'docker.io/library/busybox:1'
 */
export function publicImage(image: string): string {
  const name = image.replace(/^[\w-]+:\/\//, '')
  return name.replace(WITH_PROJECT, '$1/(project)/').replace(WITH_ACCOUNT, '(account)$1').replace(OWN_REGISTRY, '(account)$1')
}
