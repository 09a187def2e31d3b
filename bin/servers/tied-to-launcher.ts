import { findProgram } from './find-program.ts'
import { commandWorks } from './run-command.ts'

/**
 * The same command, ended by the kernel with this signal when the launcher ends, even by kill -9. Where that cannot be
 * had (macOS, BusyBox), the next start finds the leftovers.
 *
 * Two traps: the kernel forgets the wish when a process changes its user, so the change must come before; and "the
 * launcher" is the thread that starts the server, so servers must not be started from a worker thread that ends earlier.
 */
export function tiedToLauncher(command: readonly string[], signal: NodeJS.Signals): readonly string[] {
  const setpriv = workingSetpriv()
  if (setpriv === undefined) return command
  const tie = [setpriv, '--pdeathsig', signal.slice('SIG'.length), '--']
  // A command that enters a user namespace first ("unshare … -- program") changes users there: the tie goes after it.
  const afterNamespace = command[0]?.endsWith('unshare') === true ? command.indexOf('--') + 1 : 0
  return [...command.slice(0, afterNamespace), ...tie, ...command.slice(afterNamespace)]
}

let known: { readonly setpriv: string | undefined } | undefined

function workingSetpriv(): string | undefined {
  if (known === undefined) {
    const setpriv = findProgram('setpriv')
    known = { setpriv: setpriv && commandWorks([setpriv, '--pdeathsig', 'TERM', '--', 'true']) ? setpriv : undefined }
  }
  return known.setpriv
}
