/** The calls about files that belong to something. */
import { client, send } from '@/api/client'
import type { Attached, Attachment, Attachments } from '@/api/types'
import { upload } from '@/api/upload'

export const fetchAttachments = (object: Attached, object_id: string): Promise<Attachments> =>
  send(client.GET('/api/v1/attachments', { params: { query: { object, object_id } } }))

export const addAttachment = (object: Attached, object_id: string, file: File, onProgress: (share: number) => void): Promise<Attachments> =>
  upload('/api/v1/attachments', { object, object_id, file: file.name }, file, onProgress)

export const removeAttachment = (attachment: Attachment, reason: string): Promise<Attachments> =>
  send(client.POST('/api/v1/attachments/{id}/remove', { params: { path: { id: attachment.id } }, body: { version: attachment.version, reason } }))

export const attachmentAddress = (attachment: Attachment): string => `/api/v1/attachments/${attachment.id}`
