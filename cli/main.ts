/** Entry of the command line. */
import { main } from './program.ts'

process.exitCode = await main(process.argv.slice(2))
