/** What can come next, as `crates/domain/src/consortium` has it. The server decides; this only offers. */
import type { Member, MemberStepKind, Seat, SeatStepKind } from '@/api/types'

const MEMBER: Partial<Record<Member['status'], MemberStepKind[]>> = {
  applied: ['consulted', 'declined'],
  consulted: ['accepted', 'declined'],
  joining: ['notice'],
  member: ['warned', 'notice'],
  warned: ['removed', 'warned', 'notice'],
}

export function nextMemberSteps(status: Member['status']): MemberStepKind[] {
  return MEMBER[status] ?? []
}

const SEAT: Partial<Record<Seat['status'], SeatStepKind[]>> = {
  suggested: ['consented', 'refused'],
  consented: ['approved', 'refused'],
  approved: ['appointed', 'refused'],
  filled: ['renewed', 'ended'],
  term_over: ['renewed', 'ended'],
}

/** An ex officio seat has no steps but its end: its holder comes and goes with the post. */
export function nextSeatSteps(seat: Seat): SeatStepKind[] {
  if (seat.post) return seat.status === 'ended' ? [] : ['ended']
  return SEAT[seat.status] ?? []
}

export const NEEDS_REASON: readonly string[] = ['declined', 'warned', 'removed', 'refused', 'ended']
