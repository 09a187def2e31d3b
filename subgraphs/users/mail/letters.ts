import type { Language } from '@varal/schema/messages'
import type { MailKind } from './kinds.ts'

export interface Letter {
  readonly subject: string
  readonly body: string
  /** After the code, if there is one. */
  readonly ending: string
}

interface Letters {
  readonly greeting: string
  readonly openLink: string
  readonly enterCode: string
  readonly signature: string
  readonly mails: Readonly<Record<MailKind, Letter>>
}

const en: Letters = {
  greeting: 'Hello,',
  openLink: 'Open this address:',
  enterCode: 'Or enter this code in the app:',
  signature: 'Varal',
  mails: {
    VERIFY_EMAIL: {
      subject: 'Confirm your e-mail address',
      body: 'please confirm that this e-mail address is yours.',
      ending: 'The code is good for 24 hours. If this was not you, you need not do anything.',
    },
    RESET_PASSWORD: {
      subject: 'Choose a new password',
      body: 'somebody, probably you, asked for a new password for your account.',
      ending:
        'The code is good for one hour. If this was not you, you need not do anything: your password stays as it is.',
    },
    EMAIL_CHANGE_BEGUN: {
      subject: 'Your e-mail address is about to change',
      body: 'somebody who knows your password asked for another e-mail address for your account. This one counts until the new one is confirmed.',
      ending: 'If this was not you, change your password now: then nothing comes of it.',
    },
    PASSWORD_CHANGED: {
      subject: 'Your password was changed',
      body: 'your account has a new password, and was signed out elsewhere.',
      ending: 'If this was not you, ask for a new password now.',
    },
    SECOND_FACTOR_OFF: {
      subject: 'Two-step sign-in was turned off',
      body: 'your account is now protected by your password alone.',
      ending: 'If this was not you, change your password now.',
    },
    IDENTITY_LINKED: {
      subject: 'There is a new way to sign in to your account',
      body: 'from now on an account at another provider opens yours here. Your settings say which.',
      ending: 'If this was not you, take it out of your settings and change your password now.',
    },
  },
}

const es: Letters = {
  greeting: 'Hola:',
  openLink: 'Abre esta dirección:',
  enterCode: 'O escribe este código en la aplicación:',
  signature: 'Varal',
  mails: {
    VERIFY_EMAIL: {
      subject: 'Confirma tu correo electrónico',
      body: 'Por favor, confirma que este correo electrónico es tuyo.',
      ending: 'El código vale 24 horas. Si no fuiste tú, no tienes que hacer nada.',
    },
    RESET_PASSWORD: {
      subject: 'Elige una nueva contraseña',
      body: 'Alguien, probablemente tú, pidió una nueva contraseña para tu cuenta.',
      ending: 'El código vale una hora. Si no fuiste tú, no tienes que hacer nada: tu contraseña sigue igual.',
    },
    EMAIL_CHANGE_BEGUN: {
      subject: 'Tu correo electrónico está a punto de cambiar',
      body: 'Alguien que conoce tu contraseña pidió otro correo electrónico para tu cuenta. Este sigue valiendo hasta que se confirme el nuevo.',
      ending: 'Si no fuiste tú, cambia tu contraseña ahora y no pasará nada.',
    },
    PASSWORD_CHANGED: {
      subject: 'Tu contraseña cambió',
      body: 'Tu cuenta tiene una nueva contraseña y se cerraron las demás sesiones.',
      ending: 'Si no fuiste tú, pide una nueva contraseña ahora.',
    },
    SECOND_FACTOR_OFF: {
      subject: 'Se desactivó la verificación en dos pasos',
      body: 'Ahora solo tu contraseña protege tu cuenta.',
      ending: 'Si no fuiste tú, cambia tu contraseña ahora.',
    },
    IDENTITY_LINKED: {
      subject: 'Hay una nueva forma de entrar en tu cuenta',
      body: 'Desde ahora, una cuenta de otro proveedor abre la tuya. En tus ajustes ves cuál.',
      ending: 'Si no fuiste tú, quítala en tus ajustes y cambia tu contraseña ahora.',
    },
  },
}

const ptBR: Letters = {
  greeting: 'Olá,',
  openLink: 'Abra este endereço:',
  enterCode: 'Ou digite este código no aplicativo:',
  signature: 'Varal',
  mails: {
    VERIFY_EMAIL: {
      subject: 'Confirme seu e-mail',
      body: 'por favor, confirme que este e-mail é seu.',
      ending: 'O código vale por 24 horas. Se não foi você, não precisa fazer nada.',
    },
    RESET_PASSWORD: {
      subject: 'Escolha uma nova senha',
      body: 'alguém, provavelmente você, pediu uma nova senha para a sua conta.',
      ending: 'O código vale por uma hora. Se não foi você, não precisa fazer nada: sua senha continua a mesma.',
    },
    EMAIL_CHANGE_BEGUN: {
      subject: 'Seu e-mail está para mudar',
      body: 'alguém que conhece sua senha pediu outro e-mail para a sua conta. Este continua valendo até que o novo seja confirmado.',
      ending: 'Se não foi você, mude sua senha agora: assim nada acontece.',
    },
    PASSWORD_CHANGED: {
      subject: 'Sua senha mudou',
      body: 'sua conta tem uma nova senha e saiu dos outros aparelhos.',
      ending: 'Se não foi você, peça uma nova senha agora.',
    },
    SECOND_FACTOR_OFF: {
      subject: 'A verificação em duas etapas foi desligada',
      body: 'agora só a senha protege a sua conta.',
      ending: 'Se não foi você, mude sua senha agora.',
    },
    IDENTITY_LINKED: {
      subject: 'Há uma nova forma de entrar na sua conta',
      body: 'a partir de agora, uma conta de outro provedor abre a sua. Suas configurações mostram qual.',
      ending: 'Se não foi você, remova essa conta nas configurações e mude sua senha agora.',
    },
  },
}

export const letters: Readonly<Record<Language, Letters>> = { en, es, 'pt-BR': ptBR }
