/** Colours of what a pod does, the same in every chart: what waits is orange or vermilion, what works is blue. */
import { STATES } from '../timeline.ts'
import { columnsFor, legendRoom } from './legend.ts'
import { COLOURS } from './palette.ts'
import type { Chart, Format } from './theme.ts'

export const STATE_LABELS: Readonly<Record<(typeof STATES)[number], string>> = {
  pending: 'no place yet',
  waiting: 'holds a place, waits for siblings',
  quorum: 'enough pods run',
  ending: 'work done, place not free yet',
}

const STATE_COLOURS: Readonly<Record<(typeof STATES)[number], string>> = {
  pending: '#bdbdbd',
  waiting: COLOURS.vermilion,
  quorum: COLOURS.blue,
  ending: '#a6cee3',
}

/** Colour by state, with a legend of the states that are drawn, in the order of a pod's life. */
export function byState(states: readonly (typeof STATES)[number][], format: Format): Chart {
  const shown = STATES.filter((state) => states.includes(state))
  return {
    field: 'label',
    type: 'nominal',
    scale: { domain: shown.map((s) => STATE_LABELS[s]), range: shown.map((s) => STATE_COLOURS[s]) },
    legend: {
      title: null,
      orient: 'bottom',
      offset: format.font,
      columns: columnsFor(
        shown.map((s) => STATE_LABELS[s]),
        legendRoom(format),
        format.font,
      ),
      labelLimit: 0,
      symbolType: 'square',
      symbolOpacity: 1,
    },
  }
}
