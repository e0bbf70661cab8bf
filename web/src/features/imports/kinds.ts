import { useI18n } from 'vue-i18n'

/** Where the records of a kind are listed; none for reference tables, which have no page. */
const LISTS: Record<string, string> = {
  divisions: '/grid?view=list',
  outlines: '/grid',
  population: '/grid',
  economy: '/grid',
  units: '/units',
  'party-organisations': '/party-organisations',
  'party-aggregates': '/grid',
  people: '/posts',
  consortia: '/consortia',
  charters: '/consortia',
  members: '/consortia',
  seats: '/consortia',
  meetings: '/consortia',
  resources: '/exchange?kind=resource',
  projects: '/exchange?kind=project',
  demands: '/exchange?kind=demand',
  claims: '/exchange',
  resolutions: '/resolutions',
  tasks: '/resolutions',
  topics: '/consortia',
  'agenda-items': '/consortia',
  invitations: '/consortia',
  votes: '/consortia',
  'minutes-remarks': '/consortia',
  bulletins: '/consortia',
  opinions: '/consortia',
  'list-refreshes': '/consortia',
}

export const listOf = (kind: string): string | undefined => LISTS[kind]

/** The word for a kind in the language of the page; for one that the page does not know, its Chinese term. */
export function useKindText(): (kind: string, term?: string) => string {
  const { t, te } = useI18n()
  return (kind, term) => {
    const key = `imports.kind.${kind.replaceAll('-', '_')}`
    return te(key) ? t(key) : (term ?? kind)
  }
}
