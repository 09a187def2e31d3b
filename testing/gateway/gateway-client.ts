/** An answer, and how it was sent. */
export interface GatewayAnswer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly data: any
  readonly errors: readonly GatewayError[]
  readonly extensions: any
}

export interface GatewayError {
  readonly message: string
  readonly path?: readonly (string | number)[]
  readonly extensions: { readonly code: string; readonly [name: string]: unknown }
}

/** Asks a gateway over HTTP, as strangers, members and apps do, and as those do who mean harm. */
export interface GatewayClient {
  readonly url: string
  post(body: object, headers?: Readonly<Record<string, string>>): Promise<GatewayAnswer>
  /** Each parameter that is not a text is sent as JSON. */
  get(parameters: object, headers?: Readonly<Record<string, string>>): Promise<GatewayAnswer>
  send(init: RequestInit, search?: string): Promise<GatewayAnswer>
}

export function gatewayClient(origin: string): GatewayClient {
  const url = `${origin}/graphql`
  async function send(init: RequestInit, search = ''): Promise<GatewayAnswer> {
    const response = await fetch(url + search, init)
    const text = await response.text()
    const { data, errors = [], extensions } = isJson(response) && text ? JSON.parse(text) : {}
    return { status: response.status, headers: response.headers, text, data, errors, extensions }
  }
  return {
    url,
    send,
    post: (body, headers = {}) =>
      send({ method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) }),
    get(parameters, headers = {}) {
      const search = new URLSearchParams()
      for (const [name, value] of Object.entries(parameters)) search.set(name, asText(value))
      return send({ headers }, `?${search}`)
    },
  }
}

const asText = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value))
const isJson = ({ headers }: Response) => headers.get('content-type')?.includes('json') ?? false

/** As `['user.email FORBIDDEN']`: where something is missing, and why. */
export const refusals = ({ errors }: Pick<GatewayAnswer, 'errors'>) =>
  errors.map(({ path, extensions }) => (path ? `${path.join('.')} ${extensions.code}` : extensions.code))
