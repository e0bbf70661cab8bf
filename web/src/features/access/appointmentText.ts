import { useI18n } from 'vue-i18n'
import type { Appointment } from '@/api/types'

/** How an appointment reads on screen: 大连湾街道 · 街道党工委书记; a deputy's with 代. */
export function useAppointmentText(): (appointment: Pick<Appointment, 'place' | 'kind' | 'deputy'>) => string {
  const { t } = useI18n()
  return (appointment) => {
    const kind = t(`words.appointment_kind.${appointment.kind}`)
    return t('access.session.appointment', {
      place: appointment.place.name,
      kind: appointment.deputy ? t('access.session.deputy', { kind }) : kind,
    })
  }
}
