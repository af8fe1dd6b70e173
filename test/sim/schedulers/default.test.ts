import { schedulerCases } from '../../cases/scheduler.cases.ts'

schedulerCases('default@1.28')
schedulerCases('default@1.37')
for (const version of ['1.27', '1.29', '1.34']) schedulerCases(`default@${version}`)
