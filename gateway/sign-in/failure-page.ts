import type { Language } from '@varal/schema/messages'
import { escaped, type HtmlPage, htmlPage } from '../pages/html-page.ts'

/** Why somebody did not come in through a provider. */
export type SignInFailure = 'NO_PROVIDER' | 'BAD_START' | 'BEGIN_ANEW' | 'PROVIDER_AWAY' | 'TOO_MANY' | 'OVERLOADED'

const statuses: Readonly<Record<SignInFailure, number>> = {
  NO_PROVIDER: 404,
  BAD_START: 400,
  BEGIN_ANEW: 400,
  TOO_MANY: 429,
  PROVIDER_AWAY: 502,
  OVERLOADED: 503,
}

interface Words {
  readonly title: string
  readonly back: string
  readonly texts: Readonly<Record<SignInFailure, string>>
}

const words: Readonly<Record<Language, Words>> = {
  en: {
    title: 'Signing in did not work',
    back: 'Back to the app',
    texts: {
      NO_PROVIDER: 'Nobody signs in this way here.',
      BAD_START: 'The app has asked in a way that is not allowed here.',
      BEGIN_ANEW:
        'This was used before, took too long, or began in another browser. Go back to the app and begin anew.',
      TOO_MANY: 'Too many attempts. Try again in a quarter of an hour.',
      PROVIDER_AWAY: 'The provider does not answer as it should. Try again in a moment, or sign in in another way.',
      OVERLOADED: 'This is not possible right now. Try again in a moment.',
    },
  },
  es: {
    title: 'No se pudo iniciar sesión',
    back: 'Volver a la aplicación',
    texts: {
      NO_PROVIDER: 'Aquí nadie inicia sesión de esta forma.',
      BAD_START: 'La aplicación lo ha pedido de una forma que aquí no está permitida.',
      BEGIN_ANEW:
        'Esto ya se usó, tardó demasiado o empezó en otro navegador. Vuelve a la aplicación y empieza de nuevo.',
      TOO_MANY: 'Demasiados intentos. Vuelve a intentarlo en un cuarto de hora.',
      PROVIDER_AWAY: 'El proveedor no responde como debería. Vuelve a intentarlo en un momento o entra de otra forma.',
      OVERLOADED: 'Ahora mismo no es posible. Vuelve a intentarlo en un momento.',
    },
  },
  'pt-BR': {
    title: 'Não foi possível entrar',
    back: 'Voltar ao aplicativo',
    texts: {
      NO_PROVIDER: 'Ninguém entra desta forma aqui.',
      BAD_START: 'O aplicativo pediu de uma forma que não é permitida aqui.',
      BEGIN_ANEW:
        'Isto já foi usado, demorou demais ou começou em outro navegador. Volte ao aplicativo e comece de novo.',
      TOO_MANY: 'Tentativas demais. Tente de novo em quinze minutos.',
      PROVIDER_AWAY: 'O provedor não responde como deveria. Tente de novo em instantes ou entre de outra forma.',
      OVERLOADED: 'Agora não é possível. Tente de novo em instantes.',
    },
  },
}

/** @param returnTo where the app waits, once that is known and allowed */
export function failurePage(failure: SignInFailure, language: Language, returnTo: string | null = null): HtmlPage {
  const { title, back, texts } = words[language]
  const link = returnTo === null ? '' : `<p><a href="${escaped(returnTo)}">${back}</a></p>`
  const content = `<h1>${title}</h1><p role="alert">${texts[failure]}</p>${link}`
  return htmlPage({ status: statuses[failure], language, title, content })
}
