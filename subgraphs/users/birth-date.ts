import { z } from 'zod'

const EARLIEST = '1900-01-01'

/** A day of the calendar, ISO 8601, since 1900. Whether it has come yet is for `ageAt` to say. */
export const birthDate = z.iso.date({ abort: true }).refine((day) => day >= EARLIEST)

/** In whole years, on the day that it is in UTC; negative before the birth. Who was born on 29 February is older on 1 March. */
export function ageAt(birthDate: string, now: Date): number {
  const today = now.toISOString().slice(0, 10)
  const years = Number(today.slice(0, 4)) - Number(birthDate.slice(0, 4))
  return today.slice(4) < birthDate.slice(4) ? years - 1 : years
}
