import { schedulerCases } from '../../cases/scheduler.cases.ts'

schedulerCases('kueue@0.6.2')
