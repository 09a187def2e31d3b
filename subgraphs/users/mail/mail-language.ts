import { type Language, languages } from '@varal/schema/messages'

/** The language of ours in which somebody with this locale (BCP 47) is written: theirs, else a sibling, else English. */
export const mailLanguage = (locale: string): Language =>
  languages.find((one) => one === locale) ??
  languages.find((one) => new Intl.Locale(one).language === new Intl.Locale(locale).language) ??
  'en'
