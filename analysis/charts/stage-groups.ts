/** The stages of a job in the groups that charts show: few enough to tell apart by colour, and by reason, not by component. */
import type { StageName } from '../../src/record/breakdown.ts'
import { columnsFor, legendRoom } from './legend.ts'
import { COLOURS } from './palette.ts'
import type { Chart, Format } from './theme.ts'

export interface StageGroup {
  readonly label: string
  readonly colour: string
  readonly stages: readonly StageName[]
}

/** In the order of a job's life. The last two come after its completion. */
export const STAGE_GROUPS: readonly StageGroup[] = [
  { label: 'being created', colour: '#737373', stages: ['submission', 'creation'] },
  { label: 'waits for quota', colour: COLOURS.purple, stages: ['quota', 'evicted'] },
  { label: 'waits for a place', colour: '#c7c7c7', stages: ['queue'] },
  { label: 'waits for siblings', colour: COLOURS.vermilion, stages: ['siblings'] },
  { label: 'waits for a pod to go', colour: '#f2c879', stages: ['terminating'] },
  { label: 'starts', colour: COLOURS.sky, stages: ['init', 'start', 'ready'] },
  { label: 'pods connect', colour: COLOURS.green, stages: ['hook-up'] },
  { label: 'works', colour: COLOURS.blue, stages: ['application', 'exit'] },
  { label: 'done, not yet noticed', colour: '#8a6d00', stages: ['notice'] },
  { label: 'to be deleted', colour: '#e6d5a8', stages: ['deletion'] },
  { label: 'gives places back', colour: '#efe6cc', stages: ['release'] },
]

const BY_STAGE = new Map(STAGE_GROUPS.flatMap((group) => group.stages.map((stage) => [stage, group] as const)))

/** The group that a stage is shown in. */
export function groupOf(stage: StageName): StageGroup {
  return BY_STAGE.get(stage) as StageGroup
}

/** Colour by group, with a legend of those that are drawn. */
export function byStage(labels: readonly string[], format: Format): Chart {
  const shown = STAGE_GROUPS.filter((group) => labels.includes(group.label))
  return {
    field: 'stage',
    type: 'nominal',
    scale: { domain: shown.map((g) => g.label), range: shown.map((g) => g.colour) },
    legend: {
      title: null,
      orient: 'bottom',
      offset: format.font,
      columns: columnsFor(
        shown.map((g) => g.label),
        legendRoom(format),
        format.font,
      ),
      labelLimit: 0,
      symbolType: 'square',
    },
  }
}
