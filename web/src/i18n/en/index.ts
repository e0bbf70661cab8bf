import type { zh } from '../zh'
import access from './access'
import account from './account'
import bulletin from './bulletin'
import common from './common'
import consortium from './consortium'
import feedback from './feedback'
import grid from './grid'
import imports from './imports'
import meeting from './meeting'
import organisation from './organisation'
import papers from './papers'
import powers from './powers'
import resolution from './resolution'
import statistics from './statistics'
import words from './words'

/** The same keys as the Chinese texts: one missing or too many is a type error. */
export const en: typeof zh = { common, access, account, consortium, feedback, grid, imports, organisation, papers, powers, statistics, words, resolution, meeting, bulletin }
