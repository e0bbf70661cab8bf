/** The page of an object, by the type that the wire gives it; null for what has no page of its own. */
export function objectPath(object: { type: string; id: string; name?: string }): string | null {
  switch (object.type) {
    case 'division':
      return `/grid/${object.id}`
    case 'unit':
      return `/units/${object.id}`
    case 'party_organisation':
      return `/party-organisations/${object.id}`
    case 'consortium':
      return `/consortia/${object.id}`
    case 'meeting':
      return `/meetings/${object.id}`
    case 'resolution':
      return '/resolutions'
    case 'bulletin':
      return `/bulletins/${object.id}`
    case 'post':
      return `/posts?post=${object.id}`
    case 'feedback':
      return '/feedback'
    case 'change':
      return `/changes?change=${object.id}`
    default:
      return null
  }
}
