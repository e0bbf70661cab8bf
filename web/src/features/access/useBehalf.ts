/** Entering something for others, for those whose appointment may: the form's fields and the header they become. */
import { computed, ref, type WritableComputedRef } from 'vue'
import { behalfHeader, nobody, type Behalf } from '@/ui/behalf'
import { useSession } from './session'

interface BehalfForm {
  behalf: WritableComputedRef<Behalf | undefined>
  header(): { 'lianhe-on-behalf-of'?: string }
  clear(): void
}

export function useBehalf(): BehalfForm {
  const { session } = useSession()
  const entered = ref<Behalf>(nobody())
  const official = computed(() =>
    ['street_secretary', 'community_secretary'].includes(session.value?.appointment.kind ?? ''),
  )
  const behalf = computed<Behalf | undefined>({
    get: () => (official.value ? entered.value : undefined),
    set: (value) => (entered.value = value ?? nobody()),
  })
  return { behalf, header: () => behalfHeader(behalf.value), clear: () => (entered.value = nobody()) }
}
