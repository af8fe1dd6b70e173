/** Standard output and standard error. Answers go to the first, everything else to the second. */
import type { Writable } from 'node:stream'

export class Terminal {
  readonly #stdout: Writable
  readonly #stderr: Writable
  /** exit code of the command, unless it throws */
  code = 0

  constructor(stdout: Writable = process.stdout, stderr: Writable = process.stderr) {
    this.#stdout = stdout
    this.#stderr = stderr
    // a reader that has seen enough (`| head`) is no error
    for (const stream of [stdout, stderr]) stream.on('error', ignoreBrokenPipe)
  }

  out(text: string): void {
    if (!this.#stdout.destroyed) this.#stdout.write(text)
  }

  err(text: string): void {
    if (!this.#stderr.destroyed) this.#stderr.write(text)
  }

  /** Whether a person reads standard output: colour only then. */
  get colour(): boolean {
    const stream = this.#stdout as NodeJS.WriteStream
    return stream.isTTY === true && process.env.NO_COLOR === undefined && stream.getColorDepth() > 1
  }

  get errorStream(): Writable {
    return this.#stderr
  }
}

function ignoreBrokenPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE' && error.code !== 'ERR_STREAM_DESTROYED') throw error
}
