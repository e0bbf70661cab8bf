/** The words of the wire, by the names that the screens use. The schema itself is generated: see `schema.d.ts`. */
import type { components } from './schema'

type Schemas = components['schemas']

export type Appointment = Schemas['Appointment']
export type AppointmentKind = Schemas['AppointmentKind']
export type Basis = Schemas['Basis']
export type Count = Schemas['Count']
export type Desk = Schemas['Desk']
export type DeskItem = Schemas['DeskItem']
export type Division = Schemas['Division']
export type DivisionKind = Schemas['DivisionKind']
export type DivisionRow = Schemas['DivisionRow']
export type EconomyRow = Schemas['EconomyRow']
export type Industry = Schemas['Industry']
export type JournalEntry = Schemas['JournalEntry']
export type Named = Schemas['Named']
export type Observation = Schemas['Observation']
export type PartyOrganisation = Schemas['PartyOrganisation']
export type PartyOrganisationRow = Schemas['PartyOrganisationRow']
export type Post = Schemas['Post']
export type PostKind = Schemas['PostKind']
export type Rank = Schemas['Rank']
export type Series = Schemas['Series']
export type Session = Schemas['Session']
export type SourceRow = Schemas['SourceRow']
export type Sources = Schemas['Sources']
export type Split = Schemas['Split']
export type Statistics = Schemas['Statistics']
export type StatisticsBelow = Schemas['StatisticsBelow']
export type Tree = Schemas['Tree']
export type TreeNode = Schemas['TreeNode']
export type Unit = Schemas['Unit']
export type UnitRow = Schemas['UnitRow']
export type UnitType = Schemas['UnitType']

export interface Page<Row> {
  items: Row[]
  total: number
  next?: string | null
}

export const UNIT_TYPES = [
  'local',
  'agency',
  'military_police',
  'state_enterprise',
  'private_enterprise',
  'school',
  'social_organisation',
  'village_collective',
] as const satisfies readonly UnitType[]

export const RANKS = ['working_committee', 'committee', 'general_branch', 'branch'] as const satisfies readonly Rank[]

export const DIVISION_KINDS = [
  'province',
  'city',
  'district',
  'street',
  'town',
  'township',
  'farm',
  'community',
  'village',
] as const satisfies readonly DivisionKind[]

export const BASES = ['territory', 'subordination'] as const satisfies readonly Basis[]
