/**
 * The addresses of the application. The first segment is the context's word (`docs/API-DESIGN.md`), the page behind it
 * is loaded when it is first opened.
 */
import type { QueryClient } from '@tanstack/vue-query'
import { createRouter, createWebHistory, type Router, type RouteRecordRaw } from 'vue-router'
import type { Operation } from '@/api/types'
import { homeFor } from '@/app/navigation'
import { may, sessionQuery, wasSignedIn } from '@/features/access/session'
import { single } from '@/ui/useRouteFilters'

declare module 'vue-router' {
  interface RouteMeta {
    /** The key of the page's title. */
    title?: string
    /** Without the frame and without a session. */
    bare?: boolean
    /** Without the frame, but with a session, even one that can only set up the account. */
    settingUp?: boolean
    needs?: Operation
  }
}

const routes: RouteRecordRaw[] = [
  { path: '/', name: 'home', component: () => import('@/features/access/DeskPage.vue') },
  {
    path: '/sign-in',
    component: () => import('@/features/access/SignInPage.vue'),
    meta: { bare: true, title: 'access.sign_in.title' },
  },
  {
    path: '/setting-up',
    component: () => import('@/features/access/SettingUpPage.vue'),
    meta: { settingUp: true, title: 'account.set_up.title' },
  },
  {
    path: '/account',
    component: () => import('@/features/access/AccountPage.vue'),
    meta: { title: 'account.own.title' },
  },
  {
    path: '/accounts',
    component: () => import('@/features/access/AccountsPage.vue'),
    meta: { title: 'account.list.title', needs: 'account.view' },
  },
  { path: '/desk', component: () => import('@/features/access/DeskPage.vue'), meta: { title: 'access.desk.title' } },
  {
    path: '/grid',
    component: () => import('@/features/grid/GridPage.vue'),
    meta: { title: 'grid.title', needs: 'division.view' },
  },
  {
    path: '/grid/:id',
    props: true,
    component: () => import('@/features/grid/DivisionPage.vue'),
    meta: { title: 'grid.title', needs: 'division.view' },
  },
  {
    path: '/grid/:id/figures/:figure',
    props: true,
    component: () => import('@/features/statistics/FigurePage.vue'),
    meta: { title: 'statistics.title', needs: 'statistics.view' },
  },
  {
    path: '/grid/:id/matrix',
    props: true,
    component: () => import('@/features/statistics/MatrixPage.vue'),
    meta: { title: 'statistics.matrix.title', needs: 'statistics.view' },
  },
  {
    path: '/grid/:id/series',
    props: true,
    component: () => import('@/features/statistics/SeriesPage.vue'),
    meta: { title: 'statistics.series.title', needs: 'statistics.view' },
  },
  {
    path: '/units',
    component: () => import('@/features/organisation/UnitsPage.vue'),
    meta: { title: 'organisation.units.title', needs: 'unit.view' },
  },
  {
    path: '/units/duplicates',
    component: () => import('@/features/organisation/DuplicatesPage.vue'),
    meta: { title: 'organisation.duplicates.title', needs: 'unit.merge' },
  },
  {
    path: '/units/:id',
    props: true,
    component: () => import('@/features/organisation/UnitPage.vue'),
    meta: { title: 'organisation.units.title', needs: 'unit.view' },
  },
  {
    path: '/party-organisations',
    component: () => import('@/features/organisation/PartyOrganisationsPage.vue'),
    meta: { title: 'organisation.party_organisations.title', needs: 'party_organisation.view' },
  },
  {
    path: '/party-organisations/:id',
    props: true,
    component: () => import('@/features/organisation/PartyOrganisationPage.vue'),
    meta: { title: 'organisation.party_organisations.title', needs: 'party_organisation.view' },
  },
  {
    path: '/posts',
    component: () => import('@/features/organisation/PostsPage.vue'),
    meta: { title: 'organisation.posts.title', needs: 'post.view' },
  },
  {
    path: '/consortia',
    component: () => import('@/features/consortium/ConsortiaPage.vue'),
    meta: { title: 'consortium.title', needs: 'consortium.view' },
  },
  {
    path: '/consortia/charter',
    component: () => import('@/features/consortium/StandardPage.vue'),
    meta: { title: 'consortium.standard', needs: 'consortium.view' },
  },
  {
    path: '/consortia/papers',
    component: () => import('@/features/documents/TemplatesPage.vue'),
    meta: { title: 'papers.template.title', needs: 'template.edit' },
  },
  {
    path: '/consortia/:id',
    props: true,
    component: () => import('@/features/consortium/ConsortiumPage.vue'),
    meta: { title: 'consortium.title', needs: 'consortium.view' },
  },
  {
    path: '/meetings/:id',
    props: true,
    component: () => import('@/features/meeting/MeetingPage.vue'),
    meta: { title: 'consortium.tab.meetings', needs: 'consortium.view' },
  },
  {
    path: '/exchange',
    component: () => import('@/features/exchange/EntriesPage.vue'),
    meta: { title: 'exchange.title', needs: 'entry.view' },
  },
  {
    path: '/exchange/matching',
    component: () => import('@/features/exchange/MatchingPage.vue'),
    meta: { title: 'matching.title', needs: 'entry.view' },
  },
  {
    path: '/exchange/rules',
    component: () => import('@/features/exchange/RulesPage.vue'),
    meta: { title: 'matching.weights', needs: 'entry.view' },
  },
  {
    path: '/exchange/plans/:id',
    props: true,
    component: () => import('@/features/exchange/PlanPage.vue'),
    meta: { title: 'matching.plan.list', needs: 'entry.view' },
  },
  {
    path: '/exchange/:id',
    props: true,
    component: () => import('@/features/exchange/EntryPage.vue'),
    meta: { title: 'exchange.title', needs: 'entry.view' },
  },
  {
    path: '/board/:division',
    props: true,
    component: () => import('@/features/exchange/BoardPage.vue'),
    meta: { bare: true, title: 'exchange.board.title' },
  },
  {
    path: '/resolutions',
    component: () => import('@/features/resolution/RegisterPage.vue'),
    meta: { title: 'resolution.register', needs: 'consortium.view' },
  },
  {
    path: '/consortia/:consortiumId/bulletins/new',
    props: true,
    component: () => import('@/features/bulletin/BulletinEditor.vue'),
    meta: { title: 'bulletin.editor.new_title', needs: 'bulletin.draft' },
  },
  {
    path: '/bulletins/:id',
    props: true,
    component: () => import('@/features/bulletin/BulletinPage.vue'),
    meta: { title: 'bulletin.title', needs: 'consortium.view' },
  },
  {
    path: '/bulletins/:id/edit',
    props: true,
    component: () => import('@/features/bulletin/BulletinEditor.vue'),
    meta: { title: 'bulletin.editor.edit_title', needs: 'bulletin.draft' },
  },
  {
    path: '/imports',
    component: () => import('@/features/imports/ImportsPage.vue'),
    meta: { title: 'imports.title', needs: 'import.run' },
  },
  {
    path: '/people/former',
    component: () => import('@/features/access/FormerHoldersPage.vue'),
    meta: { title: 'access.former.title', needs: 'person.erase' },
  },
  {
    path: '/appointments',
    component: () => import('@/features/powers/AppointmentsPage.vue'),
    meta: { title: 'powers.appointments.title', needs: 'appointment.view' },
  },
  {
    path: '/changes',
    component: () => import('@/features/powers/ChangesPage.vue'),
    meta: { title: 'powers.changes.title', needs: 'change.view' },
  },
  {
    path: '/permissions',
    component: () => import('@/features/powers/PermissionsPage.vue'),
    meta: { title: 'powers.permissions.title', needs: 'permission.view' },
  },
  {
    path: '/journal',
    component: () => import('@/features/access/JournalPage.vue'),
    meta: { title: 'access.journal.title', needs: 'journal.view' },
  },
  {
    path: '/personal-data',
    component: () => import('@/features/access/PersonalDataPage.vue'),
    meta: { title: 'access.personal.title' },
  },
  {
    path: '/feedback',
    component: () => import('@/features/feedback/FeedbackPage.vue'),
    meta: { title: 'feedback.title' },
  },
  { path: '/forbidden', component: () => import('@/app/ForbiddenPage.vue'), meta: { title: 'common.forbidden.title' } },
  {
    path: '/:unknown(.*)*',
    component: () => import('@/app/NotFoundPage.vue'),
    meta: { title: 'common.not_found.title' },
  },
]

export function makeRouter(queries: QueryClient): Router {
  const router = createRouter({
    history: createWebHistory(),
    routes,
    scrollBehavior: (to, from, saved) => saved ?? (to.path === from.path ? false : { top: 0 }),
  })

  router.beforeEach(async (to, from) => {
    if (to.meta.bare) return true
    const session = await queries.ensureQueryData(sessionQuery).catch(() => undefined)
    if (session === null) {
      const reason = wasSignedIn() ? { reason: 'expired' } : {}
      return { path: '/sign-in', query: { ...reason, ...(to.path === '/' ? {} : { next: to.fullPath }) } }
    }
    if (session && session.stage !== 'open' && !to.meta.settingUp) return { path: '/setting-up', replace: true }
    if (to.name === 'home') return { path: homeFor(session ?? null), query: to.query, replace: true }
    if (session && to.meta.needs && !may(session, to.meta.needs)) return { path: '/forbidden', replace: true }

    // The date one looks at stays from page to page until one goes back to today.
    const date = single(from.query, 'as_of')
    if (date && to.path !== from.path && !('as_of' in to.query) && !from.meta.bare) {
      return { ...to, query: { ...to.query, as_of: date }, replace: false }
    }
    return true
  })

  return router
}
