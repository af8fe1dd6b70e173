/** Vega and Vega-Lite as the scripts before this one left them. Expressions are interpreted: the page allows no eval. */
import type * as Vega from 'vega'
import { expressionInterpreter } from 'vega-interpreter'
import type * as VegaLite from 'vega-lite'
import type { Chart } from '../../charts/theme.ts'

declare const vega: typeof Vega
declare const vegaLite: typeof VegaLite

/** Vega-Lite says this of every chart whose height follows its rows and whose width is fitted, as is meant here. */
const KNOWN = 'Dropping "fit-y"'

const logger = vega.logger(vega.Warn)
const warn = logger.warn.bind(logger)
logger.warn = (...messages) => (`${messages[0]}`.startsWith(KNOWN) ? logger : warn(...messages))

/** A view of a chart, not yet drawn. Without `element` it is drawn to text or a picture only. */
export function viewOf(chart: Chart, element?: HTMLElement): Vega.View {
  const { spec } = vegaLite.compile(chart as unknown as VegaLite.TopLevelSpec, { logger })
  const runtime = vega.parse(spec, undefined, { ast: true })
  const view = new vega.View(runtime, { expr: expressionInterpreter, renderer: element === undefined ? 'none' : 'svg' } as Vega.ViewOptions)
  return element === undefined ? view : view.initialize(element).hover()
}
