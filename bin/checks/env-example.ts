import { configShape } from '@varal/platform/config'

/** `.env.example`: every key that `bin/` reads, with what it means and its default. */
export function envExample(): string {
  const { properties = {}, required = [] } = configShape.toJSONSchema({ io: 'input', unrepresentable: 'any' })
  const keys = Object.entries(properties).map(([key, property]) => {
    const { description = '', default: fallback = '' } = typeof property === 'object' ? property : {}
    return `# ${description}${required.includes(key) ? '. Needed' : ''}.\n${key}=${String(fallback)}\n`
  })
  return `${HEAD}\n${keys.join('\n')}`
}

const HEAD = `# Copy to .env and fill in what is needed; \`npm run --silent secrets >> .env\` makes the secrets.
# \`npm start\` needs none of it. Written by \`npm run docs\` from platform/config.ts.
`
