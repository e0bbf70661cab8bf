import { onScopeDispose, ref, type Ref } from 'vue'

/** Below this width lists become cards and the navigation moves to the bottom. */
export const NARROW = '(max-width: 767px)'

export function useNarrow(): Ref<boolean> {
  const media = window.matchMedia(NARROW)
  const narrow = ref(media.matches)
  const update = (): void => {
    narrow.value = media.matches
  }
  media.addEventListener('change', update)
  onScopeDispose(() => media.removeEventListener('change', update))
  return narrow
}
