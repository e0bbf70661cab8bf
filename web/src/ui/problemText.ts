import type { Problem } from '@/api/problem'
import { i18n } from '@/i18n'

/** What is wrong and the way out, as one line. */
export function problemText(problem: Problem): string {
  const message = problem.isUnreachable ? i18n.global.t('common.state.unreachable') : problem.message
  return [message, problem.hint].filter(Boolean).join(' ')
}
