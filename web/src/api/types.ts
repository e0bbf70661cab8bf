/** The words of the wire, by the names that the screens use. The schema itself is generated: see `schema.d.ts`. */
import type { components } from './schema'

type Schemas = components['schemas']

export type Attached = Schemas['Attached']
export type Attachment = Schemas['AttachmentBody']
export type Attachments = Schemas['AttachmentsBody']
export type Account = Schemas['AccountBody']
export type AccountRow = Schemas['AccountRow']
export type AccountState = Schemas['AccountState']
export type Appointment = Schemas['AppointmentBody']
export type AppointmentKind = Schemas['AppointmentKind']
export type ActingAs = Schemas['ActingAs']
export type Basis = Schemas['Basis']
export type Below = Schemas['BelowRow']
export type ChangeDay = Schemas['ChangeDay']
export type Contact = Schemas['ContactBody']
export type ContactKind = Schemas['ContactKind']
export type Count = Schemas['CountBody']
export type CharterItem = Schemas['CharterItem']
export type CharterLine = Schemas['CharterLineBody']
export type Consortium = Schemas['ConsortiumBody']
export type ConsortiumRow = Schemas['ConsortiumRow']
export type Seat = Schemas['SeatBody']
export type SeatKind = Schemas['SeatKind']
export type SeatStepKind = Schemas['SeatStepKind']
export type Member = Schemas['MemberBody']
export type MemberStepKind = Schemas['MemberStepKind']
export type Obligation = Schemas['ObligationBody']
export type ObligationKind = Schemas['ObligationKind']
export type Meeting = Schemas['MeetingBody']
export type MeetingKind = Schemas['MeetingKind']
export type MeetingRow = Schemas['MeetingRow']
export type Outcomes = Schemas['OutcomesBody']
export type Resolution = Schemas['ResolutionBody']
export type ResolutionKind = Schemas['ResolutionKind']
export type Task = Schemas['TaskBody']
export type TaskState = Schemas['TaskState']
export type TaskStepKind = Schemas['TaskStepKind']
export type Remark = Schemas['RemarkBody']
export type RegisterRow = Schemas['RegisterRow']
export type Presence = Schemas['Presence']
export type Entry = Schemas['EntryBody']
export type PlanPair = Schemas['PlanPairBody']
export type PlanLeft = Schemas['LeftBody']
export type Suggestion = Schemas['SuggestionBody']
export type PlanWeight = Schemas['WeightBody']
export type EntryKind = Schemas['EntryKind']
export type EntryRow = Schemas['EntryRow']
export type EntrySource = Schemas['EntrySource']
export type EntryStatus = Schemas['EntryStatus']
export type Category = Schemas['CategoryBody']
export type Claim = Schemas['ClaimBody']
export type ClaimStep = Schemas['ClaimStepBody']
export type ClaimStepKind = Schemas['ClaimStepKind']
export type ClockBody = Schemas['ClockBody']
export type NextStep = Schemas['NextStep']
export type Audience = Schemas['Audience']
export type Reach = Schemas['Reach']
export type Times = Schemas['TimesBody']
export type Urgency = Schemas['Urgency']
export type MeetingCourse = Schemas['CourseBody']
export type MeetingStage = Schemas['MeetingStage']
export type AgendaItem = Schemas['AgendaItemBody']
export type AgendaKind = Schemas['AgendaKind']
export type Answered = Schemas['AnswerBody']
export type InvitationAnswer = Schemas['InvitationAnswer']
export type Topic = Schemas['TopicBody']
export type TopicStepKind = Schemas['TopicStepKind']
export type Vote = Schemas['VoteBody']
export type VoteWay = Schemas['VoteWay']
export type Choice = Schemas['Choice']
export type Bulletin = Schemas['BulletinBody']
export type BulletinRow = Schemas['BulletinRow']
export type Section = Schemas['SectionBody']
export type Opinion = Schemas['OpinionBody']
export type OpinionKind = Schemas['OpinionKind']
export type Desk = Schemas['DeskBody']
export type DeskItem = Schemas['DeskItemBody']
export type Enrolment = Schemas['EnrolmentBody']
export type Invitation = Schemas['InvitationBody']
export type CalendarFeed = Schemas['CalendarFeed']
export type OwnSession = Schemas['OwnSession']
export type Division = Schemas['DivisionBody']
export type DivisionKind = Schemas['DivisionKind']
export type DivisionRow = Schemas['DivisionRow']
export type EconomyRow = Schemas['EconomyBody']
export type Duplicate = Schemas['DuplicateBody']
export type Holder = Schemas['HolderBody']
export type MaskedContact = Schemas['MaskedContactBody']
export type Held = Schemas['HeldBody']
export type Keep = Schemas['Keep']
export type EventKind = Schemas['EventKind']
export type Feedback = Schemas['FeedbackBody']
export type FeedbackKind = Schemas['FeedbackKind']
export type FormerHolder = Schemas['FormerHolderBody']
export type FileFormat = Schemas['Format']
export type ImportIssue = Schemas['IssueBody']
export type ImportKind = Schemas['ImportKindBody']
export type ImportLine = Schemas['ImportLine']
export type ImportPreview = Schemas['PreviewBody']
export type ImportProgress = Schemas['ProgressBody']
export type ImportReport = Schemas['ReportBody']
export type ImportRun = Schemas['ImportBody']
export type JournalEntry = Schemas['JournalEntry']
export type Matrix = Schemas['MatrixBody']
export type MatrixCell = Schemas['CellBody']
export type LineRow = Schemas['LineRow']
export type Named = Schemas['Named']
export type Operation = Schemas['Operation']
export type PartyOrganisation = Schemas['PartyOrganisationBody']
export type PartyOrganisationRow = Schemas['PartyOrganisationRow']
export type Post = Schemas['PostBody']
export type PostKind = Schemas['PostKind']
export type Rank = Schemas['Rank']
export type Series = Schemas['Series']
export type Session = Schemas['SessionBody']
export type SourceRow = Schemas['SourceBody']
export type SeriesPoint = Schemas['PointBody']
export type Blank = Schemas['BlankBody']
export type Step = Schemas['Step']
export type Statistics = Schemas['StatisticsBody']
export type Three = Schemas['ThreeBody']
export type Tree = Schemas['TreeBody']
export type TreeNode = Schemas['TreeNode']
export type Unit = Schemas['UnitBody']
export type UnitRow = Schemas['UnitRow']
export type UnitType = Schemas['UnitType']
export type Version = Schemas['VersionBody']

export type AppointmentRow = Schemas['AppointmentRow']
export type BehalfHow = Schemas['BehalfHow']
export type Change = Schemas['ChangeBody']
export type Decision = Schemas['Decision']
export type Explained = Schemas['ExplainedBody']
export type PermissionRow = Schemas['PermissionRow']
export type PersonChoice = Schemas['PersonChoice']
export type PlaceChoice = Schemas['PlaceChoice']

export const APPOINTMENT_KINDS = [
  'district_administrator',
  'street_secretary',
  'community_secretary',
  'liaison',
  'auditor',
  'system_administrator',
  'security_administrator',
] as const satisfies readonly AppointmentKind[]

/** A change of these waits for a second person (the server decides; the form only says so beforehand). */
export const NEEDS_SECOND: readonly AppointmentKind[] = APPOINTMENT_KINDS.filter(
  (kind) => kind !== 'community_secretary' && kind !== 'liaison',
)

export const BEHALF_HOWS = ['paper', 'phone', 'in_person'] as const satisfies readonly BehalfHow[]

/** What a journal entry, a task on the desk or a post points at. */
export type Reference = Schemas['Reference']

export interface Page<Row> {
  items: Row[]
  total: number
  next?: string | null
}

export const ACCOUNT_STATES = [
  'none',
  'invited',
  'incomplete',
  'active',
  'locked',
  'disabled',
] as const satisfies readonly AccountState[]

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

/** Urban-rural classes of the statistical register; the fringe, where the grid is most on the move, first. */
export const URBAN_CLASSES = ['112', '111', '121', '122', '123', '210', '220'] as const

export const FEEDBACK_KINDS = ['complaint', 'suggestion', 'fault', 'correction'] as const satisfies readonly FeedbackKind[]
export const SEAT_KINDS = [
  'secretary',
  'deputy_secretary',
  'full_time_member',
  'part_time_member',
] as const satisfies readonly SeatKind[]

export const MEETING_KINDS = ['joint_conference', 'liaison_meeting'] as const satisfies readonly MeetingKind[]

export const RESOLUTION_KINDS = ['information', 'decision', 'task'] as const satisfies readonly ResolutionKind[]

export const TASK_STATES = ['open', 'done', 'returned', 'accepted', 'withdrawn'] as const satisfies readonly TaskState[]
export const CHOICES = ['for', 'against', 'abstain'] as const satisfies readonly Choice[]
export const VOTE_WAYS = ['open', 'by_unit'] as const satisfies readonly VoteWay[]
export const OPINION_KINDS = ['opinion', 'suggestion'] as const satisfies readonly OpinionKind[]

export const PRESENCES = ['attended', 'proxy', 'leave', 'absent'] as const satisfies readonly Presence[]

export const STEPS = ['year', 'quarter', 'month'] as const satisfies readonly Step[]

export const ECONOMY = [
  'gdp',
  'gdp_growth',
  'primary_growth',
  'secondary_growth',
  'tertiary_growth',
  'industrial_growth',
] as const satisfies readonly Series[]

export const BASES = ['territory', 'subordination'] as const satisfies readonly Basis[]

export const ENTRY_KINDS = ['resource', 'project', 'demand'] as const satisfies readonly EntryKind[]
export const ENTRY_STATUSES = ['listed', 'draft', 'lapsed', 'over', 'closed'] as const satisfies readonly EntryStatus[]
export const ENTRY_SOURCES = ['unit', 'community', 'resident', 'meeting'] as const satisfies readonly EntrySource[]
export const REACHES = ['community', 'street', 'district'] as const satisfies readonly Reach[]
export const URGENCIES = ['urgent', 'ordinary', 'key'] as const satisfies readonly Urgency[]
export const AUDIENCES = [
  'party_members',
  'elderly',
  'minors',
  'women',
  'disabled',
  'hardship',
  'veterans',
  'job_seekers',
  'workers',
  'migrants',
  'enterprises',
] as const satisfies readonly Audience[]
