import { field } from './forms.js'
import { send } from './graph.js'
import { words } from './words.js'

const ERRORS = 'userErrors { code message path }'
/** Sends one mutation with its `input`, and gives `fields` of what it returns. */
export const change = (name, input, fields) =>
  send(
    `mutation ($input: ${name[0].toUpperCase()}${name.slice(1)}Input!) { ${name}(input: $input) { ${fields} ${ERRORS} } }`,
    { input },
  )
export const password = (label = words.password) =>
  field(label, { name: 'password', type: 'password', required: true, maxLength: 200, autocomplete: 'current-password' })
export const code = () =>
  field(words.otp, { name: 'code', required: true, maxLength: 40, autocomplete: 'one-time-code' })
/** How the parts of the settings look. */
export const section = { level: 'h2', className: 'panel' }
