export const SERVER_NAMES = ['postgres', 'redis', 'nats'] as const
export type ServerName = (typeof SERVER_NAMES)[number]

export const SERVER_TITLES = { postgres: 'Postgres', redis: 'Redis', nats: 'NATS' } as const satisfies Record<
  ServerName,
  string
>

/** How one kind of server is started, recognised and ended. */
export interface ServerDefinition {
  readonly name: ServerName
  /** Asks for an orderly end. */
  readonly stopSignal: NodeJS.Signals
  /** How long it may take to recover its data, at the worst. */
  readonly readyWithinMs: number
  /** The whole command line; writes the configuration that it names. */
  command(port: number): readonly string[]
  isReady(port: number, pid: number): Promise<boolean>
  url(port: number): string
  /** In the log of a server that refused to start: trouble that passes by itself within seconds. */
  readonly passingTrouble?: RegExp
  /** Other user and group for the process, by number. */
  readonly user?: { readonly uid: number; readonly gid: number } | undefined
}

/** Where the private servers keep things. */
export interface Folders {
  readonly root: string
  readonly data: string
  readonly logs: string
  readonly run: string
}
