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
    SESSION_EXPIRED: 'Your session has ended. Sign in again.',
    UNSUPPORTED_MEDIA_TYPE: 'This kind of file is not supported.',
    FILE_TOO_LARGE: 'The file is too large.',
    CHECKSUM_MISMATCH: 'The file arrived damaged. Send it again.',
    DAILY_QUOTA_EXCEEDED: 'You have uploaded all you can for today.',
    TOO_MANY_OPEN_UPLOADS: 'Finish the uploads that you have begun first.',
    UPLOAD_EXPIRED: 'This upload took too long. Begin a new one.',
    UPLOAD_INCOMPLETE: 'The file has not arrived yet.',
    ASSET_NOT_USABLE: 'This picture cannot be used.',
    CANNOT_FOLLOW_SELF: 'You cannot follow yourself.',
    CANNOT_BLOCK_SELF: 'You cannot block yourself.',
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
    SESSION_EXPIRED: 'Tu sesión terminó. Inicia sesión de nuevo.',
    UNSUPPORTED_MEDIA_TYPE: 'Este tipo de archivo no se admite.',
    FILE_TOO_LARGE: 'El archivo es demasiado grande.',
    CHECKSUM_MISMATCH: 'El archivo llegó dañado. Envíalo de nuevo.',
    DAILY_QUOTA_EXCEEDED: 'Ya subiste todo lo posible por hoy.',
    TOO_MANY_OPEN_UPLOADS: 'Termina primero las subidas que empezaste.',
    UPLOAD_EXPIRED: 'Esta subida tardó demasiado. Empieza otra.',
    UPLOAD_INCOMPLETE: 'El archivo aún no ha llegado.',
    ASSET_NOT_USABLE: 'Esta imagen no se puede usar.',
    CANNOT_FOLLOW_SELF: 'No puedes seguirte a ti mismo.',
    CANNOT_BLOCK_SELF: 'No puedes bloquearte a ti mismo.',
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
    SESSION_EXPIRED: 'Sua sessão terminou. Entre de novo.',
    UNSUPPORTED_MEDIA_TYPE: 'Este tipo de arquivo não é aceito.',
    FILE_TOO_LARGE: 'O arquivo é grande demais.',
    CHECKSUM_MISMATCH: 'O arquivo chegou danificado. Envie de novo.',
    DAILY_QUOTA_EXCEEDED: 'Você já enviou tudo o que podia hoje.',
    TOO_MANY_OPEN_UPLOADS: 'Termine antes os envios que começou.',
    UPLOAD_EXPIRED: 'Este envio demorou demais. Comece outro.',
    UPLOAD_INCOMPLETE: 'O arquivo ainda não chegou.',
    ASSET_NOT_USABLE: 'Esta imagem não pode ser usada.',
    CANNOT_FOLLOW_SELF: 'Você não pode seguir a si mesmo.',
    CANNOT_BLOCK_SELF: 'Você não pode bloquear a si mesmo.',
    BLOCKED: 'Esta conta não está disponível para você.',
  },
  fault(fault) {
    if (fault.kind === 'TOO_LONG') return `No máximo ${fault.bound}.`
    if (fault.kind === 'TOO_SHORT') return `No mínimo ${fault.bound}.`
    return fault.kind === 'EMPTY' ? 'Isto é obrigatório.' : 'Isto não tem a forma certa.'
  },
}

export const messages: Readonly<Record<Language, Messages>> = { en, es, 'pt-BR': ptBR }
