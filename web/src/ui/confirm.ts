import { ElMessageBox } from 'element-plus'
import 'element-plus/es/components/message-box/style/css'
import { i18n } from '@/i18n'

/** Asks before something that is not easily taken back; true for yes. */
export async function confirmed(question: { title: string; text: string; yes: string }): Promise<boolean> {
  try {
    await ElMessageBox.confirm(question.text, question.title, {
      confirmButtonText: question.yes,
      cancelButtonText: i18n.global.t('common.form.cancel'),
      closeOnClickModal: false,
    })
    return true
  } catch {
    return false
  }
}
