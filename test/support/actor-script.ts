/** Any actor by itself, with the least of an API: what it asks is carried out at the instant it is asked. */
import type { Actor, Host, Request } from '../../src/actors/actor.ts'
import { seconds } from '../../src/units.ts'
import { ScriptApi, ScriptHost } from './script-host.ts'

export class ActorScript<A extends Actor> {
  readonly host = new ScriptHost()
  readonly actor: A
  readonly api: ScriptApi
  /** all it asked, with the second of asking */
  readonly asked: (Request & { readonly at: number })[] = []

  constructor(make: (host: Host) => A) {
    this.actor = this.host.drive(make)
    this.api = new ScriptApi(this.host, this.actor)
  }

  start(): this {
    this.actor.start?.()
    return this.until(0)
  }

  /** Time passes up to `s` seconds. */
  until(s: number): this {
    const to = seconds(s)
    this.#settle()
    for (let next = this.host.alarms[0]; next !== undefined && next <= to; next = this.host.alarms[0]) {
      this.host.advance(next)
      this.#settle()
    }
    this.host.advance(to)
    return this
  }

  #settle(): void {
    for (let requests = this.host.take(); requests.length > 0; requests = this.host.take()) {
      for (const request of requests) {
        this.asked.push({ ...request, at: this.host.now() / 1e6 })
        this.api.execute(request)
      }
    }
  }

  /** What was asked, in words: `0.5 create job a`. */
  get log(): string[] {
    return this.asked.map((r) => {
      const what =
        r.verb === 'create' ? `${r.object.kind} ${r.object.name}` : r.verb === 'bind' ? `${r.pod} to ${r.node}` : `${r.kind} ${r.name}`
      return `${r.at} ${r.verb} ${what}`
    })
  }
}
