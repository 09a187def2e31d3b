import type { Language } from '@varal/schema/messages'

/** Why an asset failed. Clients see the code; more may be added. */
export type FailureCode =
  | FileFault
  /** Ours: it was tried as often as it is tried. The same bytes may succeed another time. */
  | 'PROCESSING_FAILED'
  /** No bytes came in time. */
  | 'UPLOAD_EXPIRED'
  /** Its owner gave it up before all bytes had come. */
  | 'UPLOAD_ABORTED'
  /** The server that it was to be fetched from did not give it. */
  | 'IMPORT_FAILED'
  /** What a post leads to says nothing of itself, or not to us. */
  | 'LINK_UNREADABLE'

/** What is wrong with the file itself: no other attempt would go otherwise. */
export type FileFault =
  | 'CHECKSUM_MISMATCH'
  | 'NOT_AN_IMAGE'
  | 'DAMAGED'
  | 'TOO_MANY_PIXELS'
  | 'TOO_LONG_SIDE'
  | 'TOO_NARROW'
  | 'NOT_A_VIDEO'
  | 'UNSUPPORTED_CODEC'
  | 'TOO_LONG'
  | 'TOO_MANY_STREAMS'
  | 'TOO_MANY_FRAMES'
  | 'FILE_TOO_LARGE'

const en: Record<FailureCode, string> = {
  CHECKSUM_MISMATCH: 'The file arrived damaged. Send it again.',
  NOT_AN_IMAGE: 'This is not a picture of a kind that is supported: JPEG, PNG, WebP, GIF or AVIF.',
  DAMAGED: 'The file is damaged or incomplete.',
  TOO_MANY_PIXELS: 'The picture has too many pixels.',
  TOO_LONG_SIDE: 'The picture is too wide or too tall.',
  TOO_NARROW: 'The picture is too narrow for its length.',
  NOT_A_VIDEO: 'This is not a video of a kind that is supported.',
  UNSUPPORTED_CODEC: 'The video is stored in a way that is not supported.',
  TOO_LONG: 'The video is too long.',
  TOO_MANY_STREAMS: 'The video has too many tracks.',
  TOO_MANY_FRAMES: 'The video has too many frames a second.',
  PROCESSING_FAILED: 'Something went wrong on our side. Send the file again.',
  UPLOAD_EXPIRED: 'The file did not arrive in time. Send it again.',
  UPLOAD_ABORTED: 'The upload was given up.',
  IMPORT_FAILED: 'The file could not be fetched from its address.',
  LINK_UNREADABLE: 'There is no preview of this page.',
  FILE_TOO_LARGE: 'The file is too large.',
}

const es: Record<FailureCode, string> = {
  CHECKSUM_MISMATCH: 'El archivo llegó dañado. Envíalo de nuevo.',
  NOT_AN_IMAGE: 'No es una imagen de un tipo admitido: JPEG, PNG, WebP, GIF o AVIF.',
  DAMAGED: 'El archivo está dañado o incompleto.',
  TOO_MANY_PIXELS: 'La imagen tiene demasiados píxeles.',
  TOO_LONG_SIDE: 'La imagen es demasiado ancha o demasiado alta.',
  TOO_NARROW: 'La imagen es demasiado estrecha para su largo.',
  NOT_A_VIDEO: 'No es un video de un tipo admitido.',
  UNSUPPORTED_CODEC: 'El video está guardado de una forma que no se admite.',
  TOO_LONG: 'El video es demasiado largo.',
  TOO_MANY_STREAMS: 'El video tiene demasiadas pistas.',
  TOO_MANY_FRAMES: 'El video tiene demasiados fotogramas por segundo.',
  PROCESSING_FAILED: 'Algo salió mal de nuestro lado. Envía el archivo de nuevo.',
  UPLOAD_EXPIRED: 'El archivo no llegó a tiempo. Envíalo de nuevo.',
  UPLOAD_ABORTED: 'El envío se canceló.',
  IMPORT_FAILED: 'No se pudo obtener el archivo de su dirección.',
  LINK_UNREADABLE: 'No hay vista previa de esta página.',
  FILE_TOO_LARGE: 'El archivo es demasiado grande.',
}

const ptBR: Record<FailureCode, string> = {
  CHECKSUM_MISMATCH: 'O arquivo chegou danificado. Envie de novo.',
  NOT_AN_IMAGE: 'Não é uma imagem de um tipo aceito: JPEG, PNG, WebP, GIF ou AVIF.',
  DAMAGED: 'O arquivo está danificado ou incompleto.',
  TOO_MANY_PIXELS: 'A imagem tem pixels demais.',
  TOO_LONG_SIDE: 'A imagem é larga ou alta demais.',
  TOO_NARROW: 'A imagem é estreita demais para o comprimento.',
  NOT_A_VIDEO: 'Não é um vídeo de um tipo aceito.',
  UNSUPPORTED_CODEC: 'O vídeo está gravado de uma forma que não é aceita.',
  TOO_LONG: 'O vídeo é longo demais.',
  TOO_MANY_STREAMS: 'O vídeo tem faixas demais.',
  TOO_MANY_FRAMES: 'O vídeo tem quadros por segundo demais.',
  PROCESSING_FAILED: 'Algo deu errado do nosso lado. Envie o arquivo de novo.',
  UPLOAD_EXPIRED: 'O arquivo não chegou a tempo. Envie de novo.',
  UPLOAD_ABORTED: 'O envio foi cancelado.',
  IMPORT_FAILED: 'Não foi possível buscar o arquivo no endereço.',
  LINK_UNREADABLE: 'Não há prévia desta página.',
  FILE_TOO_LARGE: 'O arquivo é grande demais.',
}

/** What people are told, in their language. */
export const failureMessages: Readonly<Record<Language, Readonly<Record<FailureCode, string>>>> = {
  en,
  es,
  'pt-BR': ptBR,
}
