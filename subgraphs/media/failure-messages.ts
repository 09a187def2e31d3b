import type { Language } from '@varal/schema/messages'

/** Why an asset failed. Clients see the code; more may be added. */
export type FailureCode =
  | FileFault
  /** Ours: it was tried as often as it is tried. The same bytes may succeed another time. */
  | 'PROCESSING_FAILED'
  /** No bytes came in time. */
  | 'UPLOAD_EXPIRED'

/** What is wrong with the file itself: no other attempt would go otherwise. */
export type FileFault =
  | 'CHECKSUM_MISMATCH'
  | 'NOT_AN_IMAGE'
  | 'DAMAGED'
  | 'TOO_MANY_PIXELS'
  | 'TOO_LONG_SIDE'
  | 'TOO_NARROW'

const en: Record<FailureCode, string> = {
  CHECKSUM_MISMATCH: 'The file arrived damaged. Send it again.',
  NOT_AN_IMAGE: 'This is not a picture of a kind that is supported.',
  DAMAGED: 'The picture is damaged or incomplete.',
  TOO_MANY_PIXELS: 'The picture has too many pixels.',
  TOO_LONG_SIDE: 'The picture is too wide or too tall.',
  TOO_NARROW: 'The picture is too narrow for its length.',
  PROCESSING_FAILED: 'Something went wrong on our side. Send the picture again.',
  UPLOAD_EXPIRED: 'The picture did not arrive in time. Send it again.',
}

const es: Record<FailureCode, string> = {
  CHECKSUM_MISMATCH: 'El archivo llegó dañado. Envíalo de nuevo.',
  NOT_AN_IMAGE: 'No es una imagen de un tipo admitido.',
  DAMAGED: 'La imagen está dañada o incompleta.',
  TOO_MANY_PIXELS: 'La imagen tiene demasiados píxeles.',
  TOO_LONG_SIDE: 'La imagen es demasiado ancha o demasiado alta.',
  TOO_NARROW: 'La imagen es demasiado estrecha para su largo.',
  PROCESSING_FAILED: 'Algo salió mal de nuestro lado. Envía la imagen de nuevo.',
  UPLOAD_EXPIRED: 'La imagen no llegó a tiempo. Envíala de nuevo.',
}

const ptBR: Record<FailureCode, string> = {
  CHECKSUM_MISMATCH: 'O arquivo chegou danificado. Envie de novo.',
  NOT_AN_IMAGE: 'Não é uma imagem de um tipo aceito.',
  DAMAGED: 'A imagem está danificada ou incompleta.',
  TOO_MANY_PIXELS: 'A imagem tem pixels demais.',
  TOO_LONG_SIDE: 'A imagem é larga ou alta demais.',
  TOO_NARROW: 'A imagem é estreita demais para o comprimento.',
  PROCESSING_FAILED: 'Algo deu errado do nosso lado. Envie a imagem de novo.',
  UPLOAD_EXPIRED: 'A imagem não chegou a tempo. Envie de novo.',
}

/** What people are told, in their language. */
export const failureMessages: Readonly<Record<Language, Readonly<Record<FailureCode, string>>>> = {
  en,
  es,
  'pt-BR': ptBR,
}
