/** A figure of a report: a chart that can be drawn at each width, and the same in words. */
import type { Chart, Width } from '../charts/theme.ts'

export interface Figure {
  /** unique in a report; also the name of its files */
  readonly id: string
  /** what kind of figure it is: the name that `--figures` takes */
  readonly kind: string
  /** heading on the page */
  readonly title: string
  /** what can be seen in it, for who cannot see it: one sentence or a few */
  readonly alt: string
  /** of one run, by its name on the page; of all where absent */
  readonly run?: string
  /** the x axis is time since the first submit: zooms together with the others of its run */
  readonly time?: true
  /** on white also where the page is dark: it has texts upon coloured marks */
  readonly white?: true
  /** only on the page, or only as a file; both where absent */
  readonly only?: 'page' | 'file'
  readonly draw: (width: Width) => Chart
}
