import { element } from './cards.js'
import { words } from './words.js'

/** A field with its label. `attributes` are of the input, or of a text area with `rows`. */
export function field(label, attributes) {
  const name = 'rows' in attributes ? 'textarea' : 'input'
  return element('label', {}, element('span', { textContent: label }), element(name, attributes))
}

export function checkbox(label, attributes) {
  return element(
    'label',
    { className: 'check' },
    element('input', { type: 'checkbox', ...attributes }),
    element('span', { textContent: label }),
  )
}

/**
 * A form whose answer is told beneath it: `act` gets the values and the form, and gives what to say when it is done. While it
 * runs the form is not sent again.
 */
export function form({ title, level = 'h1', submit, act, className = 'sign' }, ...children) {
  const alert = element('p', { className: 'alert', role: 'alert' })
  const button = element('button', { className: 'main', textContent: submit })
  const made = element(
    'form',
    { className },
    title ? element(level, { textContent: title }) : null,
    ...children,
    alert,
    button,
  )
  made.onsubmit = async (event) => {
    event.preventDefault()
    if (button.disabled) return
    button.disabled = true
    alert.textContent = ''
    alert.classList.remove('good')
    try {
      const said = await act(Object.fromEntries(new FormData(made)), made)
      if (said) {
        alert.textContent = said
        alert.classList.add('good')
      }
    } catch (error) {
      alert.textContent = error.message || words.failed
      made.querySelector(`[name="${error.field}"]`)?.focus()
    } finally {
      button.disabled = false
    }
  }
  return made
}

/** A button that looks like a link. */
export const linkButton = (textContent, onclick) =>
  element('button', { type: 'button', className: 'link', textContent, onclick })
