import { send } from './graph.js'
import { words } from './words.js'

const PICTURE = '... on ImageContent { width height dominantColor renditions(formats: [WEBP]) { url width } }'

export const POST = `id text { text } link contentWarning author { id handle displayName } viewerState { liked }
  counts { likes { value } comments { value } }
  media { id content { __typename ${PICTURE} ... on VideoContent { width height mp4 poster { ${PICTURE} } } } }`

/** An element; text goes in as text, so nobody's words become markup. */
export function element(name, attributes = {}, ...children) {
  const made = Object.assign(document.createElement(name), attributes)
  made.append(...children.filter((child) => child !== null && child !== undefined))
  return made
}

export function card(post, { isNew = false, onError }) {
  const likes = element('button', { type: 'button' })
  let count = Number(post.counts.likes.value)
  let isLiked = post.viewerState?.liked ?? false
  const showLikes = () => {
    likes.className = isLiked ? 'liked' : ''
    likes.textContent = `♥ ${count}`
    likes.setAttribute('aria-pressed', String(isLiked))
    likes.setAttribute('aria-label', (isLiked ? words.unlike : words.like)(count))
  }
  showLikes()
  likes.onclick = async () => {
    const verb = isLiked ? 'unlikePost' : 'likePost'
    try {
      await send(
        `mutation ($input: LikePostInput!) { ${verb}(input: $input) { post { id } userErrors { message } } }`,
        { input: { postId: post.id } },
      )
      count = Math.max(0, count + (isLiked ? -1 : 1))
      isLiked = !isLiked
      showLikes()
    } catch (error) {
      onError(error)
    }
  }
  const comments = element('button', { type: 'button' })
  let commentCount = Number(post.counts.comments.value)
  const showComments = () => {
    comments.textContent = `❝ ${commentCount}`
    comments.setAttribute('aria-label', words.comment(commentCount))
  }
  showComments()
  comments.onclick = async () => {
    const text = prompt(words.commentPrompt)
    if (!text) return
    try {
      const input = { postId: post.id, text, idempotencyKey: crypto.randomUUID() }
      await send(
        'mutation ($input: CreateCommentInput!) { createComment(input: $input) { comment { id } userErrors { message } } }',
        { input },
      )
      commentCount++
      showComments()
    } catch (error) {
      onError(error)
    }
  }
  const by = post.author ? `${post.author.displayName} @${post.author.handle}` : ''
  const caption = element(
    'div',
    { className: 'words' },
    post.contentWarning && element('span', { className: 'by', textContent: `⚠ ${words.warning(post.contentWarning)}` }),
    post.text && element('span', { textContent: post.text.text }),
    post.link && element('a', { href: post.link, rel: 'noopener noreferrer nofollow', textContent: post.link }),
    element('span', { className: 'by', textContent: by }),
    element('div', { className: 'acts' }, likes, comments),
  )
  return element('article', { className: isNew ? 'card new' : 'card' }, media(post), caption)
}

function media(post) {
  const content = post.media?.[0]?.content
  if (!content) return null
  return content.__typename === 'VideoContent' ? video(content) : picture(content, post)
}

/** Loads nothing but its poster until it is played. */
function video({ width, height, mp4, poster }) {
  const player = element('video', {
    width,
    height,
    src: mp4,
    controls: true,
    playsInline: true,
    loop: true,
    preload: 'none',
  })
  player.poster = poster.renditions.at(-1)?.url ?? ''
  player.style.background = poster.dominantColor
  return player
}

function picture(content, post) {
  const image = element('img', {
    width: content.width,
    height: content.height,
    loading: 'lazy',
    alt: post.text?.text || words.pictureOf(post.author?.displayName ?? words.somebody),
  })
  image.srcset = content.renditions.map((one) => `${one.url} ${one.width}w`).join(', ')
  image.sizes = '16rem'
  image.style.background = content.dominantColor
  return image
}

export function personRow(person, onError) {
  const button = element('button', { type: 'button', textContent: words.follow })
  button.onclick = async () => {
    try {
      await send('mutation ($input: FollowInput!) { follow(input: $input) { user { id } userErrors { message } } }', {
        input: { userId: person.id },
      })
      button.textContent = words.following
      button.disabled = true
    } catch (error) {
      onError(error)
    }
  }
  return element(
    'article',
    { className: 'card' },
    element(
      'div',
      { className: 'words' },
      element('b', { textContent: person.displayName }),
      element('span', { className: 'by', textContent: `@${person.handle}` }),
      button,
    ),
  )
}
