import { type Person, registerPerson } from '@varal/clients/sdk/person'

/** So many people with accounts of their own: `reader0`, `reader1` … */
export const registerPeople = (gatewayUrl: string, name: string, count: number): Promise<Person[]> =>
  Promise.all(
    Array.from({ length: count }, (_, number) =>
      registerPerson(gatewayUrl, {
        name: `${name} ${number}`,
        handle: `${name}${number}`,
        email: `${name}${number}@example.org`,
        password: 'a clothesline in the sun',
      }),
    ),
  )
