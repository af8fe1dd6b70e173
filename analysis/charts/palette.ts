/**
 * Colours that readers with any kind of colour vision can tell apart: those of Okabe and Ito (2008), by name. A scheduler
 * has the same colour in every chart.
 */
export const COLOURS = {
  vermilion: '#D55E00',
  blue: '#0072B2',
  green: '#009E73',
  orange: '#E69F00',
  purple: '#CC79A7',
  sky: '#56B4E9',
  grey: '#999999',
  ink: '#1b1b1b',
  faint: '#d9d9d9',
} as const

const SCHEDULERS: Readonly<Record<string, string>> = {
  default: COLOURS.vermilion,
  coscheduling: COLOURS.blue,
  fluence: COLOURS.green,
  kueue: COLOURS.orange,
  gang: COLOURS.purple,
}

/**
 * The colour of a scheduler, of all of its versions; sky blue for one that is not known.
 * @example schedulerColour('kueue@0.6.2') // '#E69F00'
 */
export function schedulerColour(scheduler: string): string {
  return SCHEDULERS[scheduler.split('@')[0] as string] ?? COLOURS.sky
}

/** Hues for jobs, which are too many for a colour each: neighbours in the order of submission differ. */
export const JOB_HUES = [COLOURS.blue, COLOURS.orange, COLOURS.green, COLOURS.purple, COLOURS.sky, COLOURS.vermilion, '#8a6d00'] as const

/** Colours of a scale over schedulers, in their order. */
export function schedulerScale(schedulers: readonly string[]): { readonly domain: readonly string[]; readonly range: readonly string[] } {
  return { domain: schedulers, range: schedulers.map(schedulerColour) }
}
