/** Columns of the table of pods: every stage. */
import type { PodRow } from '../src/record/rows.ts'
import { amount, type Column, time, words } from './column.ts'
import { podWait } from './metrics/wait.ts'

const EVENT = 'time of the event'

export const POD_COLUMNS: readonly Column<PodRow>[] = [
  words('pod', 'name', 'as recorded', (row) => row.pod),
  words('job', 'its job; empty for a pod of none', 'as recorded', (row) => row.job),
  amount('index', 'completion index', 'as created', (row) => row.index),
  amount('cpu_m', 'cpu it requests', 'as created', (row) => row.cpu, 'm'),
  amount('memory_bytes', 'memory it requests', 'as created', (row) => row.memory, 'B'),
  words('node', 'where it was bound', 'as recorded', (row) => row.node),
  words(
    'after_pod',
    'the pod whose place it was waiting for',
    'the pod that left its node last, if that was after created_s',
    (r) => r.after?.pod,
  ),
  words('phase', 'how it ended', 'as recorded', (row) => row.phase),
  time('wait_s', 'created until it is bound', 'scheduled_s - created_s', (row) => podWait(row)),
  amount('attempts', 'scheduling cycles it took part in; model only', 'count of attempt, but skipped ones', (row) => row.attempts),
  amount(
    'reservations',
    'places it held in the scheduler before it was bound; model only',
    'count of reserved',
    (r) => r.reservations.length,
  ),
  time('created_s', 'it exists', EVENT, (r) => r.created),
  time('first_unschedulable_s', 'it is said to fit nowhere, the first time', 'the first unschedulable', (r) => r.firstUnschedulable),
  time('scheduled_s', 'it is bound', EVENT, (r) => r.bound),
  time('initialized_s', 'its init containers have ended', EVENT, (r) => r.initialized),
  time('started_s', 'it runs', EVENT, (r) => r.running),
  time('ready_s', 'it is ready', EVENT, (r) => r.ready),
  time('ended_s', 'it has ended', EVENT, (r) => r.ended),
  time('delete_asked_s', 'its deletion is asked for', EVENT, (r) => r.deleting),
  time('gone_s', 'it is gone', EVENT, (r) => r.gone),
  time('slot_free_s', 'its place is free again', 'ended or gone, whichever is first', (r) => r.freed),
]
