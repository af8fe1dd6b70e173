import type { Timer } from './actor.ts'

/** A timer that carries what to do. */
export class Task implements Timer {
  readonly timer = 'task'
  readonly run: () => void
  constructor(run: () => void) {
    this.run = run
  }
}
