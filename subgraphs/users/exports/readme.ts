/** What stands in README.txt of an archive. */
export const readme = (requestedAt: Date): string => `Varal: a copy of what is yours
Asked for on ${requestedAt.toISOString()}

There is a folder for each part of Varal that holds something of yours, and in it a file for
each kind of thing. They are JSON Lines: each line is one thing, as JSON, in UTF-8. Moments are
RFC 3339 in UTC. Ids are those that the API knows.

users/   your account and profile, the handles that you have left, your sessions and your apps
media/   your pictures and videos; in media/files/ the files as you sent them, if you asked for them
social/  what you wrote, liked and saved, your boards and lists, whom you follow, block and mute
feed/    what you want to be told of
recs/    nothing: what is recommended is worked out from the rest

What others have written or done is theirs, and is not here.
`
