import { fetchOutside, type OutsideAnswer, type OutsideOptions } from './fetch-outside.ts'

/** The servers of others: the only way to them. */
export interface Outside {
  /** As `fetchOutside`. @throws OutsideError */
  fetch(url: string, options: Omit<OutsideOptions, 'allowPrivate'>): Promise<OutsideAnswer>
  /** Whether private networks, and http where https is asked for, are as good as others: for tests and closed systems. */
  readonly allowsPrivate: boolean
}

export const outside = (allowsPrivate: boolean): Outside => ({
  fetch: (url, options) => fetchOutside(url, { ...options, allowPrivate: allowsPrivate }),
  allowsPrivate,
})
