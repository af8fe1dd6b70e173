/**
 * A chart made ready for the page: its title becomes text of the page, neutral colours follow light and dark, and a time
 * axis takes its bounds from two parameters, so that figures of one run zoom together.
 */
import { COLOURS } from '../charts/palette.ts'
import type { Chart } from '../charts/theme.ts'

/** A chart without its title, and the title as text. */
export interface PageChart {
  readonly spec: Chart
  readonly title: string
  /** what must be known to read it; the source comes last */
  readonly below: string
  /** of a chart of time: bounds of the whole, seconds since the first submit, and seconds in its unit */
  readonly time?: { readonly to: number; readonly unit: number }
}

/** Names of the parameters that hold the bounds of a time axis, in its own unit. */
export const ZOOM = { from: 'zoomFrom', to: 'zoomTo' } as const

/** Neutral colours of the charts, by the name of the page's colour that stands for them. Hues stay. */
const NEUTRALS: Readonly<Record<string, string>> = {
  [COLOURS.ink]: 'var(--ink)',
  '#222222': 'var(--ink)',
  '#444444': 'var(--soft)',
  '#888888': 'var(--line)',
  '#ececec': 'var(--grid)',
  [COLOURS.faint]: 'var(--faint)',
  '#e4e4e4': 'var(--grid)',
  '#ffffff': 'var(--paper)',
  white: 'var(--paper)',
}

/** Keys whose text is a colour. */
const COLOUR_KEYS = /colou?r$|^(fill|stroke|background|value)$/i

const UNITS: Readonly<Record<string, number>> = { s: 1, min: 60, h: 3600 }

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function adapt(value: unknown, key = ''): unknown {
  if (typeof value === 'string') return COLOUR_KEYS.test(key) ? (NEUTRALS[value] ?? value) : value
  if (Array.isArray(value)) return value.map((item) => adapt(item))
  if (!isObject(value)) return value
  // data are no colours
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, k === 'data' ? v : adapt(v, k)]))
}

function lines(value: unknown): string {
  return Array.isArray(value) ? value.join(' ') : typeof value === 'string' ? value : ''
}

interface TimeAxis {
  readonly unit: number
  readonly to: number
}

/** The time axis of an encoding, if its title says that it is one. */
function timeAxisOf(x: unknown): TimeAxis | undefined {
  if (!isObject(x) || !isObject(x.axis) || !isObject(x.scale)) return undefined
  const unit = /^time since the first submit \((\w+)\)$/.exec(`${x.axis.title}`)?.[1]
  const to = Array.isArray(x.scale.domain) ? x.scale.domain[1] : undefined
  return unit === undefined || typeof to !== 'number' ? undefined : { unit: UNITS[unit] ?? 1, to }
}

/** Lets every time axis below take its bounds from the parameters, and cuts marks off at them. */
class Linker {
  axis: TimeAxis | undefined

  link(view: Chart, field?: string): Chart {
    const encoding = isObject(view.encoding) ? view.encoding : undefined
    const x = isObject(encoding?.x) ? encoding.x : undefined
    const at = typeof x?.field === 'string' ? x.field : field
    const found = timeAxisOf(x)
    this.axis ??= found
    const linked = (list: unknown): unknown => (Array.isArray(list) ? list.map((v) => this.link(v as Chart, at)) : list)
    return {
      ...view,
      ...(found === undefined ? {} : { encoding: { ...encoding, x: bounded(x as Chart) } }),
      ...('mark' in view ? cut(view, at) : {}),
      ...('spec' in view ? { spec: this.link(view.spec as Chart, at) } : {}),
      ...Object.fromEntries(['layer', 'vconcat', 'hconcat', 'concat'].flatMap((k) => (k in view ? [[k, linked(view[k])]] : []))),
    }
  }
}

function bounded(x: Chart): Chart {
  return { ...x, scale: { ...(x.scale as object), domain: [{ expr: ZOOM.from }, { expr: ZOOM.to }], nice: false, zero: false } }
}

/** A mark outside of the bounds is not drawn beyond the plot: texts are left out, all others cut. */
function cut(view: Chart, field: string | undefined): Chart {
  const mark = isObject(view.mark) ? view.mark : { type: view.mark }
  if (mark.type !== 'text') return { mark: { ...mark, clip: true } }
  if (field === undefined) return {}
  const inside = `datum['${field}'] >= ${ZOOM.from} && datum['${field}'] <= ${ZOOM.to}`
  return { transform: [...((view.transform as unknown[] | undefined) ?? []), { filter: inside }] }
}

/** Texts that the charts leave to Vega's black. */
function configOf(config: unknown): Chart {
  const given = (config ?? {}) as Readonly<Record<string, object>>
  const [ink, text] = [COLOURS.ink, { labelColor: COLOURS.ink, titleColor: COLOURS.ink }]
  return { ...given, legend: { ...given.legend, ...text }, header: { ...given.header, ...text }, text: { color: ink, ...given.text } }
}

export interface PageOptions {
  /** a chart of time, whose axis must then be found */
  readonly time?: boolean
  /** on white also where the page is dark: it has texts upon coloured marks */
  readonly white?: boolean
}

/** A chart as the page draws it. */
export function pageChart(chart: Chart, { time = false, white = false }: PageOptions): PageChart {
  const { title: titled, config, ...rest } = chart
  const title = isObject(titled) ? lines(titled.text) : lines(titled)
  const below = isObject(titled) ? lines(titled.subtitle) : ''
  const linker = new Linker()
  const body = time ? linker.link(rest) : rest
  const { axis } = linker
  if (time && axis === undefined) throw new Error(`a chart of time without a time axis: ${title}`)
  const params = [...((rest.params as unknown[] | undefined) ?? [])]
  if (axis !== undefined) params.push({ name: ZOOM.from, value: 0 }, { name: ZOOM.to, value: axis.to })
  const whole = { ...body, ...(params.length === 0 ? {} : { params }), config: configOf(config) }
  const spec = (white ? whole : adapt(whole)) as Chart
  return { spec, title, below, ...(axis === undefined ? {} : { time: { to: axis.to * axis.unit, unit: axis.unit } }) }
}
