/**
 * A scheduler by itself, driven by hand: the test plays everyone else (creates and ends pods, adds nodes), and what the
 * scheduler asks is carried out at the instant it is asked.
 */
import type { Host } from '../../src/actors/actor.ts'
import type { FluxionNode } from '../../src/actors/fluxion/fluxion.ts'
import { profileFor } from '../../src/actors/scheduler/profiles.ts'
import { Scheduler } from '../../src/actors/scheduler/scheduler.ts'
import type { SchedulerSpec } from '../../src/experiment/experiment.ts'
import type { Pod } from '../../src/objects/index.ts'
import type { Note } from '../../src/record/notes.ts'
import { seconds, type Time } from '../../src/units.ts'
import { aScheduler, type NewPod, newNode, newPod } from './builders.ts'
import { ScriptApi, ScriptHost } from './script-host.ts'

type NoteOf<K extends Note['kind']> = Extract<Note, { kind: K }> & { readonly at: Time }

/** Remembers when each note was made. */
class StampingHost extends ScriptHost {
  readonly stamped: (Note & { readonly at: Time })[] = []
  override note(note: Note): void {
    super.note(note)
    this.stamped.push({ ...note, at: this.now() })
  }
}

export interface ScriptOptions {
  readonly seed?: number
  readonly graph?: () => readonly FluxionNode[]
  /** a scheduler that is not one of the known ones */
  readonly make?: (host: Host) => Scheduler
}

export class SchedulerScript {
  readonly host: StampingHost
  readonly scheduler: Scheduler
  readonly api: ScriptApi

  constructor(spec: Partial<SchedulerSpec> = {}, options: ScriptOptions = {}) {
    const full = aScheduler(spec)
    this.host = new StampingHost({ seed: options.seed ?? 1 })
    const known = (host: Host): Scheduler =>
      new Scheduler(host, full, profileFor(full, { graph: options.graph ?? (() => []), sizeOf: () => 1 }), [])
    this.scheduler = this.host.drive(options.make ?? known)
    this.api = new ScriptApi(this.host, this.scheduler)
    this.scheduler.start()
  }

  /** Time passes up to `s` seconds: each timer goes off in its turn and what is asked then is done then. */
  until(s: number): this {
    const to = seconds(s)
    this.api.settle()
    for (let next = this.host.alarms[0]; next !== undefined && next <= to; next = this.host.alarms[0]) {
      this.host.advance(next)
      this.api.settle()
    }
    this.host.advance(to)
    return this
  }

  /** Nodes `n0`, `n1`, ... each with place for so many pods of 2 cores. */
  nodes(count: number, slotsEach = 1, prefix = 'n'): this {
    for (let i = 0; i < count; i++) {
      this.api.create(newNode({ name: `${prefix}${i}`, allocatable: { cpu: 2000 * slotsEach + 1000, memory: 16e9, pods: 110, gpu: 0 } }))
    }
    this.api.settle()
    return this
  }

  /** Creates a pod; nothing else happens before `until` or `settle`. */
  pod(name: string, given: Partial<NewPod> = {}): Pod {
    return this.api.create(newPod({ name, ...given })) as Pod
  }

  /** A pod that runs on a node without the scheduler having had a say. */
  running(name: string, node: string, given: Partial<NewPod> = {}): Pod {
    return this.pod(name, { job: '', index: -1, schedulerName: 'other', phase: 'Running', node, ...given })
  }

  nodeOf(name: string): string | undefined {
    return this.api.get('pod', name)?.node
  }

  notes<K extends Note['kind']>(kind: K): NoteOf<K>[] {
    return this.host.stamped.filter((n): n is NoteOf<K> => n.kind === kind)
  }

  /** When each attempt of a pod ended, in seconds. */
  attempts(name: string): number[] {
    return this.notes('attempt')
      .filter((n) => n.pod === name)
      .map((n) => n.at / 1e6)
  }
}
