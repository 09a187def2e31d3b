import type { Language } from '@varal/schema/messages'
import { type Scope, scopes } from '@varal/schema/scopes'

/** What the pages of the authorization server say. Given texts are escaped before they come here. */
interface ConsentWords {
  readonly scopes: Readonly<Record<Scope, string>>
  title(app: string): string
  readonly wouldLike: string
  /** @param place HTML */
  afterwards(place: string): string
  readonly handleOrEmail: string
  readonly password: string
  readonly otp: string
  readonly allow: string
  readonly deny: string
  readonly tryAgain: string
  readonly failed: string
  readonly beginAnew: string
  readonly ourFault: string
}

const en: ConsentWords = {
  scopes,
  title: (app) => `Allow ${app}?`,
  wouldLike: 'It would like to:',
  afterwards: (place) =>
    `Afterwards you are sent to ${place}. You can take it back at any time: it is listed among your sessions.`,
  handleOrEmail: 'Handle or e-mail address',
  password: 'Password',
  otp: 'Code of your second factor',
  allow: 'Sign in and allow',
  deny: 'Do not allow',
  tryAgain: 'Try again.',
  failed: 'This did not work',
  beginAnew: 'Go back to the app and begin anew.',
  ourFault: 'Something went wrong on our side.',
}

const es: ConsentWords = {
  scopes: {
    'account:read': 'Leer tu correo electrónico y tus sesiones',
    'account:write': 'Cambiar tu correo electrónico, tu contraseña, cómo inicias sesión y tus ajustes',
    'profile:write': 'Cambiar tu perfil',
    'media:write': 'Subir imágenes',
    'posts:write': 'Publicar, editar y borrar publicaciones y comentarios',
    'social:read': 'Ver a quién bloqueas y silencias, quién pide seguirte, tus listas y tus filtros de palabras',
    'social:write': 'Dar me gusta, seguir, silenciar y bloquear, y cambiar tus listas y filtros de palabras',
    'boards:write': 'Crear tableros y guardar publicaciones en ellos',
    'feed:read': 'Leer tu inicio y lo que se te recomienda',
    'notifications:read': 'Leer tus notificaciones',
    'notifications:write': 'Marcar tus notificaciones como leídas',
    'firehose:read': 'Seguir lo que publica todo el mundo, en cuanto ocurre',
    'developer:read': 'Ver tus aplicaciones',
    'developer:write': 'Crear y cambiar tus aplicaciones y publicar sus operaciones',
  },
  title: (app) => `¿Permitir ${app}?`,
  wouldLike: 'Quiere:',
  afterwards: (place) => `Después vas a ${place}. Puedes retirar el permiso cuando quieras: está entre tus sesiones.`,
  handleOrEmail: 'Nombre de usuario o correo electrónico',
  password: 'Contraseña',
  otp: 'Código de tu segundo factor',
  allow: 'Iniciar sesión y permitir',
  deny: 'No permitir',
  tryAgain: 'Inténtalo de nuevo.',
  failed: 'Esto no funcionó',
  beginAnew: 'Vuelve a la aplicación y empieza de nuevo.',
  ourFault: 'Algo falló de nuestro lado.',
}

const ptBR: ConsentWords = {
  scopes: {
    'account:read': 'Ler seu e-mail e suas sessões',
    'account:write': 'Mudar seu e-mail, sua senha, como você entra e suas configurações',
    'profile:write': 'Mudar seu perfil',
    'media:write': 'Enviar imagens',
    'posts:write': 'Publicar, editar e apagar publicações e comentários',
    'social:read':
      'Ver quem você bloqueia e silencia, quem pede para seguir você, suas listas e seus filtros de palavras',
    'social:write': 'Curtir, seguir, silenciar e bloquear, e mudar suas listas e filtros de palavras',
    'boards:write': 'Criar pastas e salvar publicações nelas',
    'feed:read': 'Ler seu início e o que é recomendado a você',
    'notifications:read': 'Ler suas notificações',
    'notifications:write': 'Marcar suas notificações como lidas',
    'firehose:read': 'Acompanhar o que todo mundo publica, na hora',
    'developer:read': 'Ver seus aplicativos',
    'developer:write': 'Criar e mudar seus aplicativos e publicar as operações deles',
  },
  title: (app) => `Permitir ${app}?`,
  wouldLike: 'Ele quer:',
  afterwards: (place) =>
    `Depois você vai para ${place}. Você pode voltar atrás quando quiser: a permissão fica entre as suas sessões.`,
  handleOrEmail: 'Nome de usuário ou e-mail',
  password: 'Senha',
  otp: 'Código do seu segundo fator',
  allow: 'Entrar e permitir',
  deny: 'Não permitir',
  tryAgain: 'Tente de novo.',
  failed: 'Isto não funcionou',
  beginAnew: 'Volte ao aplicativo e comece de novo.',
  ourFault: 'Algo deu errado do nosso lado.',
}

export const consentWords: Readonly<Record<Language, ConsentWords>> = { en, es, 'pt-BR': ptBR }
