import type { Timer } from './actor.ts'

/** A timer that carries what to do. Whoever sets one that does the same each time may be its own timer: it needs `timer` and `run`. */
export class Task implements Timer {
  readonly timer = 'task'
  readonly run: () => void
  constructor(run: () => void) {
    this.run = run
  }
}
