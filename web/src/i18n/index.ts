/**
 * The texts of the screens. One file per context and language; `en` has exactly the keys of `zh` (the compiler and
 * `parity.test.ts` both say so). To add a text: write it in `zh/<context>.ts`, then in `en/<context>.ts`.
 */
import { createI18n } from 'vue-i18n'
import { en } from './en'
import { zh } from './zh'

export const LANGUAGES = ['zh', 'en'] as const
export type Language = (typeof LANGUAGES)[number]

const STORAGE_KEY = 'lianhe.language'

export const i18n = createI18n({
  legacy: false,
  locale: rememberedLanguage(),
  fallbackLocale: 'zh',
  messages: { zh, en },
})

export function currentLanguage(): Language {
  return i18n.global.locale.value
}

export function setLanguage(language: Language): void {
  i18n.global.locale.value = language
  localStorage.setItem(STORAGE_KEY, language)
  showLanguage()
}

/** Tells the browser and screen readers which language the page is in. */
export function showLanguage(): void {
  document.documentElement.lang = currentLanguage() === 'zh' ? 'zh-CN' : 'en'
}

function rememberedLanguage(): Language {
  return localStorage.getItem(STORAGE_KEY) === 'en' ? 'en' : 'zh'
}
