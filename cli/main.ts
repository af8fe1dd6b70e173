/** Entry of the command line. */
import { endingOf } from './exit.ts'
import { main } from './program.ts'

// what nobody waited for: still said, and still an exit code
process.on('uncaughtException', (error) => {
  const ending = endingOf(error)
  process.stderr.write(`${ending.text}\n`)
  process.exit(ending.code)
})
process.exitCode = await main(process.argv.slice(2))
