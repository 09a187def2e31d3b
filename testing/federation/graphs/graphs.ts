import type { GraphDefinition } from '../test-graph.ts'
import { abstractTypes } from './abstract-types.ts'
import { inputs } from './inputs.ts'
import { interfaceObjects } from './interface-objects.ts'
import { keys } from './keys.ts'
import { listsAndHoles } from './lists-and-holes.ts'
import { requires } from './requires.ts'
import { sharedFields } from './shared-fields.ts'
import { varal } from './varal.ts'

export const graphs: readonly GraphDefinition[] = [
  keys,
  abstractTypes,
  requires,
  sharedFields,
  interfaceObjects,
  listsAndHoles,
  inputs,
  varal,
]
