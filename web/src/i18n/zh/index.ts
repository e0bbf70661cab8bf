import access from './access'
import account from './account'
import common from './common'
import consortium from './consortium'
import feedback from './feedback'
import grid from './grid'
import imports from './imports'
import organisation from './organisation'
import powers from './powers'
import resolution from './resolution'
import statistics from './statistics'
import words from './words'

export const zh = { common, access, account, consortium, feedback, grid, imports, organisation, powers, resolution, statistics, words }
