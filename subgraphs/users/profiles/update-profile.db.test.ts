import { encodeId } from '@varal/platform/global-ids'
import { mintId } from '@varal/platform/mint-id'
import type { AssetId } from '@varal/schema/ids'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { globalIdOf, type LoneSubgraph, loneSubgraph } from '../../../testing/lone-subgraph.ts'
import { users } from '../subgraph.ts'
import { newcomer, refusals, updateProfile } from '../test-people.ts'

let app: LoneSubgraph
beforeAll(async () => {
  app = await loneSubgraph(users)
})
afterAll(() => app[Symbol.asyncDispose]())

const told = async (handle: string) =>
  (await app.announced()).filter(({ name, data }) => name === 'users.profile.updated' && data.handle === handle)
const newAsset = () => mintId('Asset', app.clock.now()) as AssetId

describe('editing the profile', () => {
  test('changes what is given, keeps the rest, and tells the others', async () => {
    const ada = await newcomer(app, 'ada')
    const first = await updateProfile(app, ada, {
      bio: ' Poet\r\nof science ',
      website: 'https://example.org',
      location: 'London',
    })
    expect(first).toMatchObject({
      userErrors: [],
      user: {
        displayName: 'ada of the tests',
        bio: 'Poet\nof science',
        website: 'https://example.org/',
        location: 'London',
        version: '2',
      },
    })
    const second = await updateProfile(app, ada, { displayName: 'Ada', location: null })
    expect(second.user).toMatchObject({
      id: globalIdOf(ada),
      displayName: 'Ada',
      bio: 'Poet\nof science',
      location: null,
      version: '3',
    })

    const bio = 'Poet\nof science'
    expect((await told('ada')).map(({ data }) => data)).toEqual([
      { userId: ada.id, handle: 'ada', displayName: 'ada of the tests', bio },
      { userId: ada.id, handle: 'ada', displayName: 'Ada', bio },
    ])
  })

  test('clears with null or an empty text what may be empty', async () => {
    const ben = await newcomer(app, 'ben')
    await updateProfile(app, ben, { bio: 'x', website: 'https://example.org', location: 'x' })
    const { user } = await updateProfile(app, ben, { bio: '', website: null, location: ' ', avatarAssetId: null })
    expect(user).toMatchObject({ bio: null, website: null, location: null, avatar: null })
  })

  test('that changes nothing is no edit', async () => {
    const cleo = await newcomer(app, 'cleo')
    expect((await updateProfile(app, cleo, {})).user.version).toBe('1')
    expect((await updateProfile(app, cleo, { displayName: 'cleo of the tests', bio: null })).user.version).toBe('1')
    expect(await told('cleo')).toEqual([])
  })

  test('is refused when the profile has another version than expected', async () => {
    const dora = await newcomer(app, 'dora')
    expect((await updateProfile(app, dora, { bio: 'one', expectedVersion: '1' })).user.version).toBe('2')
    const late = await updateProfile(app, dora, { bio: 'two', expectedVersion: 1 })
    expect(refusals(late)).toEqual(['VERSION_CONFLICT input.expectedVersion'])
    expect(late.user).toBeNull()
    expect((await updateProfile(app, dora, { bio: 'three', expectedVersion: null })).user.version).toBe('3')
  })

  test('lets one of two through who expect the same version at the same time', async () => {
    const eve = await newcomer(app, 'eve')
    const both = await Promise.all(['a', 'b'].map((bio) => updateProfile(app, eve, { bio, expectedVersion: '1' })))
    expect(both.flatMap(refusals)).toEqual(['VERSION_CONFLICT input.expectedVersion'])
  })

  test('takes as avatar an asset of one’s own that is ready, and no other', async () => {
    const [fay, gil] = [await newcomer(app, 'fay'), await newcomer(app, 'gil')]
    const asset = newAsset()
    const avatarAssetId = encodeId('Asset', asset)
    const unusable = ['ASSET_NOT_USABLE input.avatarAssetId']
    expect(refusals(await updateProfile(app, fay, { avatarAssetId, bio: 'not kept' }))).toEqual(unusable)

    await app.hear('media.asset.ready', { assetId: asset, ownerId: fay.id })
    await app.hear('media.asset.ready', { assetId: asset, ownerId: fay.id })
    expect(refusals(await updateProfile(app, gil, { avatarAssetId }))).toEqual(unusable)
    const { user } = await updateProfile(app, fay, { avatarAssetId })
    expect(user).toMatchObject({ avatar: { id: avatarAssetId }, bio: null, version: '2' })
    expect((await updateProfile(app, fay, { avatarAssetId: null })).user.avatar).toBeNull()
  })

  test('takes as cover what it takes as avatar, and says which of the two it cannot take', async () => {
    const ida = await newcomer(app, 'ida')
    const asset = newAsset()
    await app.hear('media.asset.ready', { assetId: asset, ownerId: ida.id })
    const [own, nobodys] = [encodeId('Asset', asset), encodeId('Asset', newAsset())]
    const refused = await updateProfile(app, ida, { avatarAssetId: own, coverAssetId: nobodys })
    expect(refusals(refused)).toEqual(['ASSET_NOT_USABLE input.coverAssetId'])
    const { user } = await updateProfile(app, ida, { avatarAssetId: own, coverAssetId: own })
    expect(user).toMatchObject({ avatar: { id: own }, cover: { id: own } })
    expect((await updateProfile(app, ida, { coverAssetId: null })).user.cover).toBeNull()
  })

  test('keeps up to eight fields of one’s own, all at once and in their order', async () => {
    const jon = await newcomer(app, 'jon')
    expect((await updateProfile(app, jon, {})).user.fields).toEqual([])
    const fields = Array.from({ length: 8 }, (_, i) => ({ name: `name ${i}`, value: `value ${8 - i}` }))
    expect((await updateProfile(app, jon, { fields })).user).toMatchObject({ fields, version: '2' })
    expect((await updateProfile(app, jon, { fields, bio: null })).user.version).toBe('2')
    const one = [{ name: ' pronouns ', value: ' they ' }]
    expect((await updateProfile(app, jon, { fields: one })).user.fields).toEqual([{ name: 'pronouns', value: 'they' }])
    expect((await updateProfile(app, jon, { fields: [] })).user.fields).toEqual([])
  })

  const long = (count: number) => 'a'.repeat(count)
  test.each([
    ['no name', { displayName: ' ' }, 'displayName'],
    ['null for the name', { displayName: null }, 'displayName'],
    ['a name of 61 characters', { displayName: long(61) }, 'displayName'],
    ['a bio of 501 characters', { bio: long(501) }, 'bio'],
    ['a bio with a NUL', { bio: 'a\u0000b' }, 'bio'],
    ['half a surrogate pair', { bio: '\udfff' }, 'bio'],
    ['a script for an address', { website: 'javascript:alert(1)' }, 'website'],
    ['a location of 81 characters', { location: long(81) }, 'location'],
    ['a user’s id for a cover', { coverAssetId: 'user_01jk0000000000000000000000' }, 'coverAssetId'],
    ['nine fields', { fields: Array(9).fill({ name: 'a', value: 'b' }) }, 'fields'],
    ['null for the fields', { fields: null }, 'fields'],
    ['a field without a name', { fields: [{ name: ' ', value: 'b' }] }, 'fields.0.name'],
    ['a field’s name of 41 characters', { fields: [{ name: long(41), value: 'b' }] }, 'fields.0.name'],
    ['a field without a value', { fields: [{ name: 'a', value: '' }] }, 'fields.0.value'],
    ['a field’s value of 201 characters', { fields: [{ name: 'a', value: long(201) }] }, 'fields.0.value'],
    ['a field’s value that turns the text around', { fields: [{ name: 'a', value: 'b\u202ec' }] }, 'fields.0.value'],
    ['a user’s id for an avatar', { avatarAssetId: 'user_01jk0000000000000000000000' }, 'avatarAssetId'],
    ['a version that is no number', { expectedVersion: '1e3' }, 'expectedVersion'],
    ['a version below zero', { expectedVersion: -1 }, 'expectedVersion'],
  ])('refuses %s', async (_what, input, path) => {
    const actor = app.newActor()
    expect(refusals(await updateProfile(app, actor, input))).toEqual([`VALIDATION_FAILED input.${path}`])
  })

  test('finds nothing to edit for an account that does not exist', async () => {
    expect(refusals(await updateProfile(app, app.newActor(), { bio: 'x' }))).toEqual(['NOT_FOUND'])
  })

  test('is for those who are signed in', async () => {
    const { errors } = await app.answer('mutation { updateProfile(input: {}) { user { id } } }')
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'UNAUTHENTICATED' })
  })

  test('takes three statements, and a begin and a commit', async () => {
    const hal = await newcomer(app, 'hal')
    expect(await app.statementsOf(() => updateProfile(app, hal, { bio: 'x' }))).toBe(3 + 2)
  })
})
