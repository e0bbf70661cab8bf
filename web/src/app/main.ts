import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query'
import { createApp } from 'vue'
import 'element-plus/es/components/base/style/css'
import './theme.css'
import { onSessionLost } from '@/api/client'
import { Problem } from '@/api/problem'
import { forget, wasSignedIn } from '@/features/access/session'
import { i18n, showLanguage } from '@/i18n'
import { makeRouter } from '@/router'
import App from './App.vue'

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      // A refusal is an answer; only a server that cannot be reached is asked again.
      retry: (failures, error) => Problem.of(error).isUnreachable && failures < 2,
    },
  },
})

const router = makeRouter(queries)

onSessionLost(() => {
  if (router.currentRoute.value.meta.bare) return
  const next = router.currentRoute.value.fullPath
  forget(queries)
  void router.push({ path: '/sign-in', query: { ...(wasSignedIn() ? { reason: 'expired' } : {}), next } })
})

showLanguage()
createApp(App).use(i18n).use(VueQueryPlugin, { queryClient: queries }).use(router).mount('#app')
