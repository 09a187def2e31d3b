import { writeGenerated } from './checks/generated-files.ts'

// npm run docs: writes docs/events.md and .env.example.
await writeGenerated('npm run docs')
