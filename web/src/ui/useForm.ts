/**
 * One form: its values, what the server says about single fields, and the message for the whole.
 *
 * A refusal that names a field of this form is shown at that field; any other above the form. Somebody else's change
 * (409) is told apart, because the way out is another: load the latest state.
 */
import { useQueryClient } from '@tanstack/vue-query'
import { reactive, ref, type Ref } from 'vue'
import { Problem } from '@/api/problem'
import { i18n } from '@/i18n'
import { notify } from './notify'

export interface Form<Values extends object> {
  values: Values
  errors: Partial<Record<keyof Values & string, string>>
  problem: Ref<Problem | null>
  busy: Ref<boolean>
  /** Starts over with other values, without messages. */
  fill(values: Values): void
  /** Marks empty required fields; true when there are none. */
  require(...fields: (keyof Values & string)[]): boolean
  /** Sends; true when it was accepted. Every figure and list is read again, for each may depend on what was written. */
  submit(send: () => Promise<unknown>, done?: string): Promise<boolean>
}

export function useForm<Values extends object>(initial: Values): Form<Values> {
  const queries = useQueryClient()
  const values = reactive({ ...initial }) as Values
  const errors = reactive<Record<string, string>>({})
  const problem = ref<Problem | null>(null)
  const busy = ref(false)

  function clear(): void {
    problem.value = null
    for (const field of Object.keys(errors)) Reflect.deleteProperty(errors, field)
  }

  return {
    values,
    errors: errors as Partial<Record<keyof Values & string, string>>,
    problem: problem as Ref<Problem | null>,
    busy,
    fill(next) {
      clear()
      Object.assign(values, next)
    },
    require(...fields) {
      clear()
      for (const field of fields) {
        const value: unknown = values[field]
        const empty = value == null || (typeof value === 'string' && value.trim() === '')
        if (empty) errors[field] = i18n.global.t('common.form.required')
      }
      return Object.keys(errors).length === 0
    },
    async submit(send, done) {
      clear()
      busy.value = true
      try {
        await send()
      } catch (error) {
        const refusal = Problem.of(error)
        if (refusal.field !== null && refusal.field in values) {
          errors[refusal.field] = [refusal.message, refusal.hint].filter(Boolean).join(' ')
        } else {
          problem.value = refusal
        }
        return false
      } finally {
        busy.value = false
      }
      notify('success', done ?? i18n.global.t('common.form.saved'))
      await queries.invalidateQueries()
      return true
    },
  }
}
