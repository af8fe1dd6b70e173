/**
 * Constants of the model that are uncertain, each with the range that is plausible and where that comes from: semantics 13,
 * and what was measured since. An answer that holds at both ends of every range does not depend on them.
 */

export interface Uncertain {
  /** path of the parameter */
  readonly path: string
  /** ends, as `--set` takes them */
  readonly low: string
  readonly high: string
  readonly source: string
  /** only the ends are plausible, not what lies between */
  readonly ends?: true
}

export const UNCERTAIN: readonly Uncertain[] = [
  { path: 'scheduler.cycleFailing', low: '0.2ms', high: '2ms', source: 'semantics 13: 0.4 ms, range 0.2 to 2 on a busy control plane' },
  {
    path: 'scheduler.cyclePlacing',
    low: '0.5ms',
    high: '5ms',
    source: 'semantics 13: about 1 ms, larger on a busy control plane; 1.4 reckons with up to 5 ms',
  },
  { path: 'scheduler.bind', low: '5ms', high: '30ms', source: 'semantics 13: 10 ms, 5 to 30, assumed' },
  { path: 'scheduler.backgroundEvents', low: '0s', high: '10s', source: 'semantics 11.1: unknown; one in 10 s is plausible', ends: true },
  { path: 'api.write', low: '1ms', high: '30ms', source: 'data/lab: 1 to 6 ms on loopback; assumed up to 30 in a cloud' },
  { path: 'api.watch', low: '1ms', high: '50ms', source: 'semantics 13: informer latency 10 ms, 5 to 50, assumed; data/lab from 0.5' },
  { path: 'api.read', low: '2ms', high: '5ms', source: 'semantics 12.3: 2 to 5 ms, assumed' },
  { path: 'kubelet.start', low: '0.8s', high: '1.8s', source: 'semantics 13: U(0.8, 1.8) s, fit' },
  { path: 'kubelet.ready', low: '0s', high: '1s', source: 'semantics 13: U(0, 1) s, fit' },
  { path: 'kubelet.exit', low: '0.5s', high: '2.5s', source: 'semantics 13: U(0.5, 2.5) s, fit' },
  { path: 'kubelet.teardown', low: '1s', high: '4s', source: 'semantics 13: U(1, 4) s beyond the grace period' },
  { path: 'application.setUp', low: '0.5s', high: '3s', source: 'semantics 13: own-DNS readiness U(0.5, 3) s' },
  { path: 'experimenter.gap', low: '0.3s', high: '0.54s', source: 'semantics 13: 0.30 to 0.54 s seen' },
  { path: 'experimenter.lag', low: '0.3s', high: '6s', source: 'semantics 13: 1.8 to 6.0 s seen, of which kubelet.exit is a part' },
]
