/** In words for a person. */
export class CannotRun extends Error {}

export function installPackages(root: string, say: (line: string) => void): Promise<void>
