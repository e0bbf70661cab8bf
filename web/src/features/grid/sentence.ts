import { currentLanguage } from '@/i18n'

/** What happened, as the server words it, in the language of the page. */
export function sentenceOf(event: { sentence_zh: string; sentence_en: string }): string {
  return currentLanguage() === 'zh' ? event.sentence_zh : event.sentence_en
}
