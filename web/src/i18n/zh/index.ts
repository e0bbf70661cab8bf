import access from './access'
import account from './account'
import common from './common'
import consortium from './consortium'
import exchange from './exchange'
import feedback from './feedback'
import grid from './grid'
import imports from './imports'
import organisation from './organisation'
import powers from './powers'
import statistics from './statistics'
import words from './words'

export const zh = { common, access, account, consortium, exchange, feedback, grid, imports, organisation, powers, statistics, words }
