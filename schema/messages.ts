import type { ErrorCode } from './generated/shared.ts'

export const languages = ['en', 'es', 'pt-BR'] as const
export type Language = (typeof languages)[number]

/** How an input fails before any rule of the product is asked. Bounds are in the unit of the input: characters, items or the number itself. */
export type InputFault = { kind: 'TOO_SHORT' | 'TOO_LONG'; bound: number } | { kind: 'EMPTY' | 'MALFORMED' }

interface Messages {
  readonly codes: Readonly<Record<ErrorCode, string>>
  fault(fault: InputFault): string
}

const en: Messages = {
  codes: {
    VALIDATION_FAILED: 'Some of what was entered is not valid.',
    NOT_FOUND: 'It does not exist, or is not visible to you.',
    FORBIDDEN: 'You may not do this.',
    IDEMPOTENCY_MISMATCH: 'This request was sent before with other content.',
    VERSION_CONFLICT: 'It was changed in the meantime. Look again, then retry.',
    RATE_LIMITED: 'Too many attempts. Try again later.',
    LIMIT_REACHED: 'You have as many of these as you can have.',
    HANDLE_TAKEN: 'This handle is taken.',
    EMAIL_TAKEN: 'There is an account with this e-mail address.',
    CREDENTIALS_INVALID: 'The name or the password is wrong.',
    MFA_REQUIRED: 'Enter the code that your authenticator app shows.',
    MFA_ALREADY_ON: 'Two-step sign-in is on already.',
    CODE_INVALID: 'The code is wrong, was used before, or is too old.',
    REGISTRATION_REQUIRED: 'Choose how you are called here.',
    IDENTITY_TAKEN: 'This is linked to an account already.',
    LAST_WAY_IN: 'Choose a password first: otherwise you could not sign in again.',
    TOO_YOUNG: 'You are too young for this.',
    ACCOUNT_SUSPENDED: 'This account is suspended.',
    SESSION_EXPIRED: 'Your session has ended. Sign in again.',
    UNSUPPORTED_MEDIA_TYPE: 'This kind of file is not supported.',
    VIDEOS_UNAVAILABLE: 'Videos cannot be uploaded here at the moment.',
    FILE_TOO_LARGE: 'The file is too large.',
    CHECKSUM_MISMATCH: 'The file arrived damaged. Send it again.',
    DAILY_QUOTA_EXCEEDED: 'You have uploaded all you can for today.',
    TOO_MANY_OPEN_UPLOADS: 'Finish the uploads that you have begun first.',
    UPLOAD_EXPIRED: 'This upload took too long. Begin a new one.',
    UPLOAD_INCOMPLETE: 'The file has not arrived yet.',
    UPLOAD_FINISHED: 'The file has arrived already.',
    ASSET_UNFINISHED: 'This file is still being processed.',
    NOT_RETRYABLE: 'This file cannot be processed again. Send it again.',
    CAPTIONS_INVALID: 'These captions are not valid WebVTT.',
    ASSET_NOT_USABLE: 'This picture cannot be used.',
    LINK_BLOCKED: 'Addresses of this site cannot be shared here.',
    ALREADY_PUBLISHED: 'This has been published already.',
    CANNOT_REPOST: 'Only public posts can be reposted.',
    ALREADY_EXISTS: 'It is there already.',
    CANNOT_FOLLOW_SELF: 'You cannot follow yourself.',
    CANNOT_BLOCK_SELF: 'You cannot block yourself.',
    CANNOT_MUTE_SELF: 'You cannot mute yourself.',
    CANNOT_REPORT_SELF: 'You cannot report yourself.',
    APPEAL_CLOSED: 'This can no longer be appealed.',
    REPLIES_RESTRICTED: 'The author does not let you comment here.',
    BLOCKED: 'This account is not available to you.',
  },
  fault(fault) {
    if (fault.kind === 'TOO_LONG') return `At most ${fault.bound}.`
    if (fault.kind === 'TOO_SHORT') return `At least ${fault.bound}.`
    return fault.kind === 'EMPTY' ? 'This is needed.' : 'This does not have the right form.'
  },
}

const es: Messages = {
  codes: {
    VALIDATION_FAILED: 'Parte de lo que escribiste no es válido.',
    NOT_FOUND: 'No existe o no puedes verlo.',
    FORBIDDEN: 'No puedes hacer esto.',
    IDEMPOTENCY_MISMATCH: 'Esta solicitud ya se envió con otro contenido.',
    VERSION_CONFLICT: 'Cambió mientras tanto. Revísalo y vuelve a intentarlo.',
    RATE_LIMITED: 'Demasiados intentos. Vuelve a intentarlo más tarde.',
    LIMIT_REACHED: 'Ya tienes el máximo permitido.',
    HANDLE_TAKEN: 'Este nombre de usuario ya está en uso.',
    EMAIL_TAKEN: 'Ya existe una cuenta con este correo.',
    CREDENTIALS_INVALID: 'El nombre o la contraseña no son correctos.',
    MFA_REQUIRED: 'Escribe el código de tu aplicación de autenticación.',
    MFA_ALREADY_ON: 'La verificación en dos pasos ya está activada.',
    CODE_INVALID: 'El código no es correcto, ya se usó o caducó.',
    REGISTRATION_REQUIRED: 'Elige cómo te llamas aquí.',
    IDENTITY_TAKEN: 'Esto ya está vinculado a una cuenta.',
    LAST_WAY_IN: 'Elige primero una contraseña: si no, no podrías volver a entrar.',
    TOO_YOUNG: 'No tienes la edad necesaria.',
    ACCOUNT_SUSPENDED: 'Esta cuenta está suspendida.',
    SESSION_EXPIRED: 'Tu sesión terminó. Inicia sesión de nuevo.',
    UNSUPPORTED_MEDIA_TYPE: 'Este tipo de archivo no se admite.',
    VIDEOS_UNAVAILABLE: 'Por ahora no se pueden subir videos aquí.',
    FILE_TOO_LARGE: 'El archivo es demasiado grande.',
    CHECKSUM_MISMATCH: 'El archivo llegó dañado. Envíalo de nuevo.',
    DAILY_QUOTA_EXCEEDED: 'Ya subiste todo lo posible por hoy.',
    TOO_MANY_OPEN_UPLOADS: 'Termina primero las subidas que empezaste.',
    UPLOAD_EXPIRED: 'Esta subida tardó demasiado. Empieza otra.',
    UPLOAD_INCOMPLETE: 'El archivo aún no ha llegado.',
    UPLOAD_FINISHED: 'El archivo ya ha llegado.',
    ASSET_UNFINISHED: 'Este archivo todavía se está procesando.',
    NOT_RETRYABLE: 'Este archivo no se puede volver a procesar. Envíalo de nuevo.',
    CAPTIONS_INVALID: 'Estos subtítulos no son WebVTT válido.',
    ASSET_NOT_USABLE: 'Esta imagen no se puede usar.',
    LINK_BLOCKED: 'Las direcciones de este sitio no se pueden compartir aquí.',
    ALREADY_PUBLISHED: 'Esto ya está publicado.',
    CANNOT_REPOST: 'Solo se pueden compartir publicaciones públicas.',
    ALREADY_EXISTS: 'Ya está ahí.',
    CANNOT_FOLLOW_SELF: 'No puedes seguirte a ti mismo.',
    CANNOT_BLOCK_SELF: 'No puedes bloquearte a ti mismo.',
    CANNOT_MUTE_SELF: 'No puedes silenciarte a ti mismo.',
    CANNOT_REPORT_SELF: 'No puedes denunciarte a ti mismo.',
    APPEAL_CLOSED: 'Esto ya no se puede apelar.',
    REPLIES_RESTRICTED: 'El autor no te permite comentar aquí.',
    BLOCKED: 'Esta cuenta no está disponible para ti.',
  },
  fault(fault) {
    if (fault.kind === 'TOO_LONG') return `Como máximo ${fault.bound}.`
    if (fault.kind === 'TOO_SHORT') return `Como mínimo ${fault.bound}.`
    return fault.kind === 'EMPTY' ? 'Es obligatorio.' : 'No tiene la forma correcta.'
  },
}

const ptBR: Messages = {
  codes: {
    VALIDATION_FAILED: 'Parte do que você escreveu não é válida.',
    NOT_FOUND: 'Não existe ou não está visível para você.',
    FORBIDDEN: 'Você não pode fazer isso.',
    IDEMPOTENCY_MISMATCH: 'Este pedido já foi enviado com outro conteúdo.',
    VERSION_CONFLICT: 'Mudou nesse meio-tempo. Veja de novo e tente outra vez.',
    RATE_LIMITED: 'Tentativas demais. Tente mais tarde.',
    LIMIT_REACHED: 'Você já tem o máximo permitido.',
    HANDLE_TAKEN: 'Este nome de usuário já está em uso.',
    EMAIL_TAKEN: 'Já existe uma conta com este e-mail.',
    CREDENTIALS_INVALID: 'O nome ou a senha está errado.',
    MFA_REQUIRED: 'Digite o código do seu aplicativo de autenticação.',
    MFA_ALREADY_ON: 'A verificação em duas etapas já está ligada.',
    CODE_INVALID: 'O código está errado, já foi usado ou venceu.',
    REGISTRATION_REQUIRED: 'Escolha como você se chama aqui.',
    IDENTITY_TAKEN: 'Isto já está vinculado a uma conta.',
    LAST_WAY_IN: 'Escolha uma senha primeiro: sem ela você não conseguiria entrar de novo.',
    TOO_YOUNG: 'Você ainda não tem a idade necessária.',
    ACCOUNT_SUSPENDED: 'Esta conta está suspensa.',
    SESSION_EXPIRED: 'Sua sessão terminou. Entre de novo.',
    UNSUPPORTED_MEDIA_TYPE: 'Este tipo de arquivo não é aceito.',
    VIDEOS_UNAVAILABLE: 'No momento não é possível enviar vídeos aqui.',
    FILE_TOO_LARGE: 'O arquivo é grande demais.',
    CHECKSUM_MISMATCH: 'O arquivo chegou danificado. Envie de novo.',
    DAILY_QUOTA_EXCEEDED: 'Você já enviou tudo o que podia hoje.',
    TOO_MANY_OPEN_UPLOADS: 'Termine antes os envios que começou.',
    UPLOAD_EXPIRED: 'Este envio demorou demais. Comece outro.',
    UPLOAD_INCOMPLETE: 'O arquivo ainda não chegou.',
    UPLOAD_FINISHED: 'O arquivo já chegou.',
    ASSET_UNFINISHED: 'Este arquivo ainda está sendo processado.',
    NOT_RETRYABLE: 'Este arquivo não pode ser processado de novo. Envie de novo.',
    CAPTIONS_INVALID: 'Estas legendas não são WebVTT válido.',
    ASSET_NOT_USABLE: 'Esta imagem não pode ser usada.',
    LINK_BLOCKED: 'Endereços deste site não podem ser compartilhados aqui.',
    ALREADY_PUBLISHED: 'Isto já foi publicado.',
    CANNOT_REPOST: 'Só publicações públicas podem ser compartilhadas.',
    ALREADY_EXISTS: 'Já está lá.',
    CANNOT_FOLLOW_SELF: 'Você não pode seguir a si mesmo.',
    CANNOT_BLOCK_SELF: 'Você não pode bloquear a si mesmo.',
    CANNOT_MUTE_SELF: 'Você não pode silenciar a si mesmo.',
    CANNOT_REPORT_SELF: 'Você não pode denunciar a si mesmo.',
    APPEAL_CLOSED: 'Não é mais possível contestar isto.',
    REPLIES_RESTRICTED: 'O autor não permite que você comente aqui.',
    BLOCKED: 'Esta conta não está disponível para você.',
  },
  fault(fault) {
    if (fault.kind === 'TOO_LONG') return `No máximo ${fault.bound}.`
    if (fault.kind === 'TOO_SHORT') return `No mínimo ${fault.bound}.`
    return fault.kind === 'EMPTY' ? 'Isto é obrigatório.' : 'Isto não tem a forma certa.'
  },
}

export const messages: Readonly<Record<Language, Messages>> = { en, es, 'pt-BR': ptBR }
