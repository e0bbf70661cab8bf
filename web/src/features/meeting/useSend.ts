/** A write without a form: says what came of it and reads everything again. */
import { useQueryClient } from '@tanstack/vue-query'
import { ref, type Ref } from 'vue'
import { Problem } from '@/api/problem'
import { i18n } from '@/i18n'
import { notify } from '@/ui/notify'
import { problemText } from '@/ui/problemText'

export function useSend(): { busy: Ref<boolean>; run: (write: () => Promise<unknown>, done?: string) => Promise<boolean> } {
  const queries = useQueryClient()
  const busy = ref(false)
  return {
    busy,
    async run(write, done) {
      busy.value = true
      try {
        await write()
        notify('success', done ?? i18n.global.t('common.form.saved'))
        return true
      } catch (error) {
        notify('error', problemText(Problem.of(error)))
        return false
      } finally {
        busy.value = false
        await queries.invalidateQueries()
      }
    },
  }
}
