/** Sending a file with its progress: `fetch` cannot tell how much has gone. */
import { currentLanguage } from '@/i18n'
import { loseSession } from './client'
import { Problem } from './problem'

export function upload<Body>(path: string, query: Record<string, string>, file: Blob, onProgress: (share: number) => void): Promise<Body> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', `${path}?${new URLSearchParams(query)}`)
    request.responseType = 'json'
    request.setRequestHeader('Accept-Language', currentLanguage())
    request.setRequestHeader('Content-Type', 'application/octet-stream')
    request.upload.onprogress = (event) => onProgress(event.total > 0 ? event.loaded / event.total : 0)
    request.onerror = () => reject(Problem.of(new Error(path)))
    request.onload = () => {
      if (request.status === 401) loseSession()
      if (request.status < 300) resolve(request.response as Body)
      else reject(Problem.from(request.status, request.response))
    }
    request.send(file)
  })
}
