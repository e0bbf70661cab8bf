/** The entries of the navigation, each shown to those whose appointment may see what lies behind it. */
import { Box, Connection, DocumentChecked, Flag, Grid, Key, List, OfficeBuilding, Stamp, Upload, User, UserFilled } from '@element-plus/icons-vue'
import type { Component } from 'vue'
import type { Operation, Session } from '@/api/types'
import { may } from '@/features/access/session'

export interface NavigationEntry {
  path: string
  text: string
  icon: Component
  needs?: Operation
}

const ENTRIES: NavigationEntry[] = [
  { path: '/desk', text: 'common.navigation.desk', icon: List },
  { path: '/grid', text: 'common.navigation.grid', icon: Grid, needs: 'division.view' },
  { path: '/units', text: 'common.navigation.units', icon: OfficeBuilding, needs: 'unit.view' },
  {
    path: '/party-organisations',
    text: 'common.navigation.party_organisations',
    icon: Connection,
    needs: 'party_organisation.view',
  },
  { path: '/consortia', text: 'common.navigation.consortia', icon: Flag, needs: 'consortium.view' },
  { path: '/exchange', text: 'common.navigation.exchange', icon: Box, needs: 'entry.view' },
  { path: '/posts', text: 'common.navigation.posts', icon: User, needs: 'post.view' },
  { path: '/imports', text: 'common.navigation.imports', icon: Upload, needs: 'import.run' },
  { path: '/accounts', text: 'common.navigation.accounts', icon: UserFilled, needs: 'account.view' },
  { path: '/appointments', text: 'common.navigation.appointments', icon: UserFilled, needs: 'appointment.view' },
  { path: '/changes', text: 'common.navigation.changes', icon: Stamp, needs: 'change.view' },
  { path: '/permissions', text: 'common.navigation.permissions', icon: Key, needs: 'permission.view' },
  { path: '/journal', text: 'common.navigation.journal', icon: DocumentChecked, needs: 'journal.view' },
  { path: '/people/former', text: 'common.navigation.former', icon: UserFilled, needs: 'person.erase' },
]

export function entriesFor(session: Session | null): NavigationEntry[] {
  return ENTRIES.filter((entry) => !entry.needs || may(session, entry.needs))
}

/** The first page after signing in: the desk; for those who only audit, the journal; for those of accounts, these. */
export function homeFor(session: Session | null): string {
  if (may(session, 'account.view') && !may(session, 'division.view')) return '/accounts'
  return may(session, 'journal.view') && !may(session, 'division.view') ? '/journal' : '/desk'
}
