import { randomUUID } from 'node:crypto'
import { drawPicture } from '@varal/bin/draw-picture'
import { type Person, registerPerson } from '@varal/clients/sdk/person'
import type {
  HomeFeedGrewSubscription,
  NotificationsChangedSubscription,
  PostActivitySubscription,
} from '@varal/schema/operations/documents'
import { Watcher } from './watcher.ts'

/** Somebody of a test's cast: acts through the public API as a client program would, and can be waited with. */
export interface Actor extends Omit<Person, 'uploads'> {
  /** A picture that nobody has seen before, if none is given. */
  uploads(picture?: Buffer): Promise<string>
  watchesHome(): Promise<Watcher<HomeFeedGrewSubscription['homeFeed']>>
  watchesNotifications(): Promise<Watcher<NotificationsChangedSubscription['notifications']>>
  watchesPost(postId: string): Promise<Watcher<PostActivitySubscription['postActivity']>>
}

export const PASSWORD = 'a clothesline in the sun'

export async function registerActor(gatewayUrl: string, name: string): Promise<Actor> {
  const handle = `${name}_${randomUUID().slice(0, 8)}`
  const registration = { name, handle, email: `${handle}@example.org`, password: PASSWORD }
  const person = await registerPerson(gatewayUrl, registration)
  return {
    ...person,
    uploads: async (picture) => person.uploads(picture ?? (await drawPicture(Math.random() * 1_000_000, 640, 480))),
    watchesHome: async () => new Watcher(`${name}'s home feed`, await person.opensHome(), (data) => data.homeFeed),
    watchesNotifications: async () =>
      new Watcher(`${name}'s notifications`, await person.opensNotifications(), (data) => data.notifications),
    watchesPost: async (postId) =>
      new Watcher(`the post on ${name}'s screen`, await person.opensPost(postId), (data) => data.postActivity),
  }
}
