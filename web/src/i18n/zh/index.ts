import access from './access'
import common from './common'
import grid from './grid'
import imports from './imports'
import organisation from './organisation'
import statistics from './statistics'
import words from './words'

export const zh = { common, access, grid, imports, organisation, statistics, words }
