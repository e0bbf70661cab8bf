import { useI18n } from 'vue-i18n'
import type { Appointment } from '@/api/types'

/** How an appointment reads on screen: 大连湾街道 · 街道党工委书记. */
export function useAppointmentText(): (appointment: Appointment) => string {
  const { t } = useI18n()
  return (appointment) =>
    t('access.session.appointment', {
      place: appointment.place.name,
      kind: t(`words.appointment_kind.${appointment.kind}`),
    })
}
