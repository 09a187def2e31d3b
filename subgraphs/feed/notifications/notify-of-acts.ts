import { type Handler, onBatch } from '@varal/platform/handlers'
import type { DomainEvent, EventName } from '@varal/schema/events/events'
import {
  acceptedAct,
  commentActs,
  commentLikeAct,
  followAct,
  invitationAct,
  likeAct,
  mentionsOfComment,
  mentionsOfPost,
  quoteAct,
  repostAct,
  requestAct,
  saveAct,
} from './acts.ts'
import { type Act, notify } from './notify.ts'

/** Notifies of what the facts tell, in their order. */
const notifyOf = <Name extends EventName>(
  event: Name,
  as: string,
  actsOf: (data: DomainEvent<Name>['data']) => readonly Act[],
): Handler =>
  onBatch(event, as, (events, work) =>
    notify(
      work,
      events.flatMap(({ data }) => actsOf(data)),
    ),
  )

/** Before the fan-out: who is mentioned in a post that they would be told of as new is told of the mention. */
export const notifyOfPosts = notifyOf('social.post.published', 'notify-of-post', mentionsOfPost)

export const notifyHandlers: readonly Handler[] = [
  // Who was told before is not told again: only of whom an edit has added.
  notifyOf('social.post.edited', 'notify-of-edit', mentionsOfPost),
  notifyOf('social.post.quoted', 'notify-of-quote', (quote) => [quoteAct(quote)]),
  notifyOf('social.post.reposted', 'notify-of-repost', (repost) => [repostAct(repost)]),
  notifyOf('social.post.liked', 'notify-of-like', (like) => [likeAct(like)]),
  notifyOf('social.comment.added', 'notify-of-comment', commentActs),
  notifyOf('social.comment.edited', 'notify-of-comment-edit', mentionsOfComment),
  notifyOf('social.comment.liked', 'notify-of-comment-like', (like) => [commentLikeAct(like)]),
  // Whoever has let somebody in knows it: who had asked is told.
  notifyOf('social.user.followed', 'notify-of-follow', (follow) => [
    follow.wasRequested ? acceptedAct(follow) : followAct(follow),
  ]),
  notifyOf('social.follow.requested', 'notify-of-request', (request) => [requestAct(request)]),
  notifyOf('social.pin.added', 'notify-of-pin', (pin) => (pin.isSecret ? [] : [saveAct(pin)])),
  notifyOf('social.pin.shown', 'notify-of-shown-pin', (pin) => [saveAct(pin)]),
  notifyOf('social.collaborator.invited', 'notify-of-invitation', (invitation) => [invitationAct(invitation)]),
]
