import { ElMessage } from 'element-plus'
import 'element-plus/es/components/message/style/css'

/** A short message at the top of the page, announced to screen readers. */
export function notify(type: 'success' | 'warning' | 'error', message: string): void {
  ElMessage({ type, message, grouping: true, showClose: type !== 'success' })
}
