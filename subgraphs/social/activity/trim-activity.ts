import { trimLog } from '../trim-log.ts'
import { postActivity } from './tables.ts'

export const trimActivity = trimLog('trim-activity', postActivity)
