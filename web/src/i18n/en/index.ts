import type { zh } from '../zh'
import access from './access'
import account from './account'
import common from './common'
import consortium from './consortium'
import exchange from './exchange'
import feedback from './feedback'
import grid from './grid'
import imports from './imports'
import matching from './matching'
import organisation from './organisation'
import powers from './powers'
import statistics from './statistics'
import words from './words'

/** The same keys as the Chinese texts: one missing or too many is a type error. */
export const en: typeof zh = { common, access, account, consortium, exchange, feedback, grid, imports, matching, organisation, powers, statistics, words }
