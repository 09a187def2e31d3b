import type { Language } from '@varal/schema/messages'
import { escaped, type HtmlPage, htmlPage } from '../pages/html-page.ts'

const words: Readonly<Record<Language, { blocked: [string, string]; unknown: [string, string] }>> = {
  en: {
    blocked: ['This site may be harmful', 'We do not lead you there. It is'],
    unknown: ['This link leads nowhere', 'It is incomplete, or the post that it was in is gone.'],
  },
  es: {
    blocked: ['Este sitio puede ser dañino', 'No te llevamos allí. Es'],
    unknown: [
      'Este enlace no lleva a ninguna parte',
      'Está incompleto, o la publicación en la que estaba ya no existe.',
    ],
  },
  'pt-BR': {
    blocked: ['Este site pode ser perigoso', 'Não levamos você até lá. É'],
    unknown: ['Este link não leva a lugar nenhum', 'Está incompleto, ou a publicação em que estava não existe mais.'],
  },
}

/** Names the site, and leads nowhere. */
export function blockedPage(host: string, language: Language): HtmlPage {
  const [title, text] = words[language].blocked
  const content = `<h1>${title}</h1><p role="alert">${text} <b>${escaped(host)}</b>.</p>`
  return htmlPage({ status: 403, language, title, content })
}

export function unknownPage(language: Language): HtmlPage {
  const [title, text] = words[language].unknown
  return htmlPage({ status: 404, language, title, content: `<h1>${title}</h1><p>${text}</p>` })
}
