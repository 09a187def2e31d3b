import type { MistakeCode } from '@varal/platform/errors'
import { Mistake } from '@varal/platform/errors'
import type { FastifyReply } from 'fastify'

/** An answer that has nothing but one error, in the form of a GraphQL answer: clients have one way to read errors. */
export function refuse(reply: FastifyReply, status: number, code: MistakeCode, message: string): FastifyReply {
  const { extensions } = new Mistake(code, message)
  const errors = [{ message, extensions: { ...extensions, requestId: reply.request.id } }]
  return reply.code(status).type('application/json; charset=utf-8').send(JSON.stringify({ errors }))
}
