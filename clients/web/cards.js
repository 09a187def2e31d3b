import { send } from './graph.js'

export const POST = `id text { text } author { id handle displayName } viewerState { liked }
  counts { likes { value } comments { value } }
  media { id content { ... on ImageContent { width height dominantColor renditions(formats: [WEBP]) { url width } } } }`

/** An element; text goes in as text, so nobody's words become markup. */
export function element(name, attributes = {}, ...children) {
  const made = Object.assign(document.createElement(name), attributes)
  made.append(...children.filter((child) => child !== null && child !== undefined))
  return made
}

export function card(post, { isNew = false, onError }) {
  const likes = element('button', {
    className: post.viewerState?.liked ? 'liked' : '',
    textContent: `♥ ${post.counts.likes.value}`,
  })
  likes.onclick = async () => {
    const verb = likes.className ? 'unlikePost' : 'likePost'
    try {
      await send(
        `mutation ($input: LikePostInput!) { ${verb}(input: $input) { post { id } userErrors { message } } }`,
        { input: { postId: post.id } },
      )
      const count = Number(likes.textContent.slice(2)) + (likes.className ? -1 : 1)
      likes.className = likes.className ? '' : 'liked'
      likes.textContent = `♥ ${Math.max(0, count)}`
    } catch (error) {
      onError(error)
    }
  }
  const comments = element('button', { textContent: `❝ ${post.counts.comments.value}` })
  comments.onclick = async () => {
    const text = prompt('What do you say?')
    if (!text) return
    try {
      const input = { postId: post.id, text, idempotencyKey: crypto.randomUUID() }
      await send(
        'mutation ($input: CreateCommentInput!) { createComment(input: $input) { comment { id } userErrors { message } } }',
        { input },
      )
      comments.textContent = `❝ ${Number(comments.textContent.slice(2)) + 1}`
    } catch (error) {
      onError(error)
    }
  }
  const by = post.author ? `${post.author.displayName} @${post.author.handle}` : ''
  const words = element(
    'div',
    { className: 'words' },
    post.text && element('span', { textContent: post.text.text }),
    element('span', { className: 'by', textContent: by }),
    element('div', { className: 'acts' }, likes, comments),
  )
  return element('article', { className: isNew ? 'card new' : 'card' }, picture(post), words)
}

function picture(post) {
  const content = post.media?.[0]?.content
  if (!content) return null
  const image = element('img', {
    width: content.width,
    height: content.height,
    loading: 'lazy',
    alt: post.text?.text ?? '',
  })
  image.srcset = content.renditions.map((one) => `${one.url} ${one.width}w`).join(', ')
  image.sizes = '16rem'
  image.style.background = content.dominantColor
  return image
}

export function personRow(person, onError) {
  const button = element('button', { textContent: 'Follow' })
  button.onclick = async () => {
    try {
      await send('mutation ($input: FollowInput!) { follow(input: $input) { user { id } userErrors { message } } }', {
        input: { userId: person.id },
      })
      button.textContent = 'Following'
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
