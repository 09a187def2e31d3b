import { connect } from 'node:net'

const ANSWER_WITHIN_MS = 1_000
const ANSWER_CHARACTERS_MAX = 10_000

/** Connects to this machine, sends the question, and resolves to whether the answer comes to match. */
export function askOverTcp(port: number, question: string, expected: RegExp): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' })
    let answer = ''
    const settle = (matches: boolean) => {
      socket.destroy()
      resolve(matches)
    }
    socket.setEncoding('utf8').setTimeout(ANSWER_WITHIN_MS, () => settle(false))
    socket.once('connect', () => socket.write(question))
    socket.once('error', () => settle(false))
    socket.once('close', () => settle(false))
    socket.on('data', (text) => {
      answer += text
      if (expected.test(answer)) settle(true)
      else if (answer.length > ANSWER_CHARACTERS_MAX) settle(false)
    })
  })
}
