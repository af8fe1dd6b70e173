/** An actor that does what a test says and remembers what it was told: one side of a `HostRig`. */
import type { Actor, Answer, Connection, Host, Request, Timer } from '../../src/actors/actor.ts'
import type { Change, Kind, ObjectOf } from '../../src/objects/index.ts'
import type { Time } from '../../src/units.ts'

interface Wish {
  readonly fits: (change: Change) => boolean
  readonly grant: (change: Change) => void
}

export class ToldActor implements Actor {
  readonly name = 'told'
  readonly connection: Connection = { watches: ['node', 'pod'] }
  readonly host: Host
  readonly told: Change[] = []
  readonly woken: { timer: Timer; at: Time }[] = []
  #wishes: Wish[] = []

  constructor(host: Host) {
    this.host = host
  }

  observe(change: Change): void {
    this.told.push(change)
    const granted = this.#wishes.filter((wish) => wish.fits(change))
    this.#wishes = this.#wishes.filter((wish) => !granted.includes(wish))
    for (const wish of granted) wish.grant(change)
  }

  wake(timer: Timer): void {
    this.woken.push({ timer, at: this.host.now() })
  }

  answered(request: Request, answer: Answer): void {
    ;(request.tag as (answer: Answer) => void)(answer)
  }

  perform(request: Request): Promise<Answer> {
    return new Promise((tag) => this.host.ask({ ...request, tag }))
  }

  seen<K extends Kind>(kind: K, name: string, fits: (change: Change<ObjectOf<K>>) => boolean): Promise<Change<ObjectOf<K>>> {
    const wanted = (change: Change): boolean =>
      change.object.kind === kind && change.object.name === name && fits(change as Change<ObjectOf<K>>)
    const before = this.told.find(wanted)
    if (before !== undefined) return Promise.resolve(before as Change<ObjectOf<K>>)
    return new Promise((grant) => this.#wishes.push({ fits: wanted, grant: grant as (change: Change) => void }))
  }

  changes(name: string): readonly Change[] {
    return this.told.filter(({ object }) => object.name === name)
  }
}
