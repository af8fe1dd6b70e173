/** Which proxy leads to a server. The Kubernetes client reads a kubeconfig's `proxy-url` but not the environment's variables. */

type Environment = Readonly<Record<string, string | undefined>>

function spared(host: string, list: string): boolean {
  return list
    .split(',')
    .map((entry) => entry.trim().replace(/:\d+$/, '').toLowerCase())
    .some(
      (entry) => entry === '*' || (entry !== '' && (host === entry.replace(/^\./, '') || host.endsWith(`.${entry.replace(/^\*?\./, '')}`))),
    )
}

/**
 * The proxy of the environment for a server, as other tools take it: none for loopback and what NO_PROXY names.
 * @example proxyFor('https://10.0.0.1:6443', { HTTPS_PROXY: 'http://proxy:3128' }) // 'http://proxy:3128'
 * @example proxyFor('https://127.0.0.1:6443', { HTTPS_PROXY: 'http://proxy:3128' }) // undefined
 * @example proxyFor('https://api.example.org', { https_proxy: 'http://p:1', NO_PROXY: '.example.org' }) // undefined
 */
export function proxyFor(server: string, env: Environment): string | undefined {
  const { protocol, hostname } = new URL(server)
  const proxy = protocol === 'http:' ? (env.HTTP_PROXY ?? env.http_proxy) : (env.HTTPS_PROXY ?? env.https_proxy)
  if (proxy === undefined || proxy === '') return undefined
  const host = hostname.replace(/^\[|\]$/g, '').toLowerCase()
  if (host === 'localhost' || host === '::1' || host.startsWith('127.')) return undefined
  return spared(host, env.NO_PROXY ?? env.no_proxy ?? '') ? undefined : proxy
}
