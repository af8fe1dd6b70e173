/** Where a boundary between stages may lie: a cluster's own stamps are whole seconds, and a chart that rests on them says so. */
import { COLOURS } from './palette.ts'
import type { Chart, Format } from './theme.ts'

/** From where to where, in the unit of the time axis, and the fields of the row it is on. */
export interface Unsure {
  readonly from: number
  readonly to: number
}

/**
 * A thin line over each boundary, upon axes that the layers share; nothing where every time is exact.
 * @param from where the layer takes them from, in a chart whose layers must share their data
 */
export function unsureLayer(unsure: readonly Unsure[], format: Format, from: Chart = { data: { values: unsure } }): Chart[] {
  if (unsure.length === 0) return []
  const rule = (color: string, strokeWidth: number): Chart => ({ mark: { type: 'rule', color, strokeWidth, clip: true } })
  // white round it: colours below are dark and pale
  return [{ ...from, encoding: { x2: { field: 'to' } }, layer: [rule('white', format.font / 3), rule(COLOURS.ink, format.font / 8)] }]
}

/** The sentence that belongs below the title, with a space before it. */
export function unsureText(unsure: readonly Unsure[]): string {
  return unsure.length === 0 ? '' : " Thin line: where a boundary may lie, as the cluster's stamps are whole seconds."
}
