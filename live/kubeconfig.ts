/** Which context was meant. Nothing is guessed: not from a current context, not from a file that is not there. */
import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import { ExperimentError } from '../src/errors.ts'
import { didYouMean } from '../src/experiment/suggest.ts'

/** Which cluster, and as whom. */
export interface Target {
  /** a context of the kubeconfig */
  readonly context: string
  /** path of a kubeconfig; absent: those of $KUBECONFIG, else ~/.kube/config */
  readonly kubeconfig?: string
}

/** The kubeconfig files that are there, in the order in which kubectl reads them. */
export function kubeconfigFiles(target: Partial<Target>, env: Readonly<Record<string, string | undefined>> = process.env): string[] {
  const named = target.kubeconfig ?? env.KUBECONFIG
  const files = named === undefined || named === '' ? [join(homedir(), '.kube', 'config')] : named.split(delimiter)
  const there = files.filter((file) => file !== '' && existsSync(file))
  if (there.length > 0) return there
  throw new ExperimentError([
    {
      where: target.kubeconfig === undefined ? 'kubeconfig' : '--kubeconfig',
      expected: 'a kubeconfig file',
      got: `none at ${files.join(', ')}`,
      todo: 'set KUBECONFIG, or run against a control plane of your own with --lab',
    },
  ])
}

/** The complaint about a context that was not named, or is not there. */
export function contextProblem(context: string | undefined, known: readonly string[]): ExperimentError {
  const list = known.length === 0 ? 'the kubeconfig has no context' : `contexts: ${known.join(', ')}`
  const near = context === undefined ? '' : didYouMean(context, known)
  return new ExperimentError([
    {
      where: '--context',
      expected: 'the name of the cluster that is meant',
      got: context === undefined ? 'none' : JSON.stringify(context),
      todo: `${near.startsWith('did') ? `${near}; ` : ''}${list}. A current context is not taken: name it`,
    },
  ])
}
