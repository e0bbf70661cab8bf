import type { ImportReport } from '@/api/types'

export const SEVERITIES = ['refused', 'repaired', 'flagged'] as const
export type Severity = (typeof SEVERITIES)[number]

export interface RuleTimes {
  rule: string
  times: number
  /** The words of the first remark under this rule; its identifier when none is listed. */
  text: string
}

/** Most frequent first. */
export function rulesOf(report: Pick<ImportReport, 'by_rule' | 'issues'>): RuleTimes[] {
  return Object.entries(report.by_rule)
    .map(([rule, count]) => ({
      rule,
      times: count.refused + count.repaired + count.flagged,
      text: report.issues.find((issue) => issue.rule === rule)?.message ?? rule,
    }))
    .sort((one, other) => other.times - one.times)
}

/** The rows that an import of the good ones would take in. */
export const passed = (report: Pick<ImportReport, 'rows' | 'refused'>): number => report.rows - report.refused

/** Whether an import would write anything. */
export const writes = (report: Pick<ImportReport, 'added' | 'changed' | 'ended'>): boolean =>
  report.added + report.changed + report.ended > 0
