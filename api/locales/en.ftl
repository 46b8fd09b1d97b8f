# What Fabula says to people when it can't do what they ask. The code speaks English, in these very sentences; the other
# files say the same under the same names. Placeables in this file are plain variables: sentences are found by them.

## Who asks

sign-in-first = Sign in to do this.
session-ended = The session has ended. Sign in again.
cookie-of-another-site = The session cookie is only taken from this site's own pages.
only-moderators = Only moderators may do this.
story-no-longer-seen = You no longer see this story.
board-no-longer-seen = You no longer see this board.

## How much at once

requests-used-up = You have used up your requests for now.
too-many-attempts = Too many attempts. Try again later.
too-many-tokens = Too many tokens that are none. Try again later.
many-sign-in = Too many people are signing in at this moment.
many-streams = There are as many open streams as this node takes, in all or from your address.
server-reads-much = The server is reading as much as it can. Try again.
request-too-long = The request took too long.
body-not-in-time = The body did not come in time.
file-not-in-time = The file did not come in time.
ours = Something went wrong on our side.

## Texts

text-empty = { $field } is empty: there is nothing to see in it.
text-too-long = { $field } is { $actual } characters long; at most { $most } are allowed.
text-forbidden-character = { $field } has a forbidden character, U+{ $codepoint }, at position { $at }.
text-too-many-marks = { $field } stacks more than { $most } marks on the character at position { $at }.
language-tag = { $field } is not a language tag like `en`, `pt-BR` or `zh-Hant` (BCP 47).
languages-too-many = { $field } has { $actual } languages; at most { $most } are allowed.
languages-needed = { $field } needs at least one language.

## Accounts

handle-form = { $field } takes 3 to 30 letters a–z, digits and underscores.
handle-taken = The handle is taken.
email-form = { $field } is not an e-mail address.
email-taken = The e-mail address is taken.
password-form = { $field } takes 8 to 256 characters.
credentials-wrong = The e-mail address or the password is wrong.
password-wrong = The password is wrong.
current-password-wrong = The current password is wrong.
mailed-token-used-up = The token does not work, or no longer: ask for a new mail.
no-such-session = There is no such session.
confirm-first = Confirm first that it is you.
no-such-account = There is no such account.
token-lifetime = { $field } takes 1 to { $most } days.
token-scopes-needed = { $field } takes at least one scope.
no-such-access-token = There is no such access token.
access-tokens-full = You have { $most } access tokens: revoke one that you don't need.
scope-beyond-role = Your role does not allow the scope { $scope }.
token-gone = The token does not work, or no longer. Sign in again.
code-needed = A code of your second factor is needed.
code-wrong = The code is wrong.
second-factor-off = The second factor is off.
second-factor-on = The second factor is on already: turn it off first.
sign-in-waits-no-more = The sign-in does not wait any more: sign in again.
nothing-to-confirm-with = There is nothing to confirm with: sign in again.
other-handle = This is not the handle of your account.

## Other providers

no-such-provider = There is no such provider.
provider-away = The provider can't be reached at this moment. Try again later.
provider-untrusted = The provider's answer can't be trusted. Sign in again.
provider-declined = You did not agree to sign in there.
provider-no-address = The provider does not tell your e-mail address, which an account needs.
provider-address-taken = An account with your e-mail address exists already: sign in to it and link the provider there.
sign-in-code-used-up = The code does not work, or no longer: sign in again.
identity-of-another = This identity belongs to another account: unlink it there first.
identities-full = You have { $most } linked identities: unlink one that you don't need.
no-such-identity = There is no such identity.
last-way-in = This is the only way into your account: set a password or link another identity first.
sign-in-label = Sign in.
back-to-where-you-were = Back to where you were.

## People

no-such-person = There is no such person.
this-is-you = This is you.
relations-full = You can mute and block at most { $most } people each.
nothing-to-follow = There is nothing to follow here.
follow-yourself = You can't follow yourself.
follow-refused = You can't follow this person.
follows-full = You can follow at most { $most } things.

## Boards

no-such-board = There is no such board.
slug-form = { $field } takes 3 to 60 letters a–z and digits, with single hyphens between.
slug-taken = The slug is taken.
only-owner-changes-board = Only the board's owner can change it.
board-lists-full = A board has at most { $most } of these: revoke some first.
private-board-invites = { $field } is `INVITE` on a private board: nobody else finds it.
time-in-the-past = { $field } is not in the future.
link-uses = { $field } takes 1 to 10,000.
link-hours = { $field } takes 1 to 720 hours.
link-roles = { $field } takes members and contributors; moderators are invited by name.
only-contributors-write = Only contributors can write stories on this board.
only-staff-answers-requests = Only the board's owner and moderators can answer requests to join.
only-staff-bans = Only the board's owner and moderators can ban people.
only-staff-changes-roles = Only the board's owner and moderators can change roles.
only-staff-invites = Only the board's owner and moderators can invite people.
only-staff-removes = Only the board's owner and moderators can remove members.
only-owner-archives = Only the board's owner can archive it or open it again.
only-owner-offers = Only the board's owner can offer it to somebody.
board-archived = The board is archived: nothing is added to it any more.
board-not-offered = The board is not offered to you.
invite-link-used-up = The link is not valid, or no longer.
owner-offers-first = The owner can't leave the board: offer it to another member first.
no-such-invitation = There is no such invitation.
no-such-join-request = There is no such request to join.
board-by-invitation = This board takes people in by invitation.
board-by-request = This board takes people in by request: ask to join it.
answered-already = This has been answered already.
person-belongs = This person belongs to the board already.
person-does-not-belong = This person does not belong to the board.
person-banned = This person is banned from the board.
you-are-banned = You are banned from this board.
you-belong = You belong to this board already.
roles-up-to-own = You can give roles up to your own; ownership is offered instead.
join-without-asking = You can join this board without asking.
only-below-own-role = You can only do this to people below your own role.
no-comments-on-board = You can't comment on this board.
no-edits-on-board = You can't edit on this board.
invite-refused = You can't invite this person.

## Stories

no-such-story = There is no such story.
only-members-write = Only members of the board write stories on it.
no-such-original = There is no such story to translate.
translation-exists = You already have a translation into this language.
key-of-deleted-story = The story that was created with this key has been deleted.
only-author-publishes = Only its author can publish a story.
only-author-unpublishes = Only its author can unpublish a story.
only-author-edits-story = Only its author can edit a story.
only-author-deletes-story = Only its author can delete a story.
story-edited-since = The story has been edited since.
only-author-links = Only its author can link a story.
only-authors-unlink = Only its author and the author of the original can unlink a translation.
translation-of-itself = A story is no translation of itself.
translation-was-unlinked = The author of the original has unlinked this story.
only-author-and-moderators-lock = Only the author and moderators can lock or unlock the discussion.
tags-too-many = { $field } takes at most 10 tags.
references-too-many = { $field } takes at most 100 references.
reference-authors-too-many = { $field } takes at most 20 authors for each reference.
reference-years = { $field } takes years from -4000 to 9999.
reference-addresses = { $field } takes http and https addresses of at most 2000 bytes.

## Images

no-such-image = You have uploaded no such image.
only-author-covers = Only its author can change a story's cover.
image-type = Send a PNG, a JPEG, a WebP or a GIF.
image-pixels = The image has more than { $most } pixels.
image-broken = The image can't be read.
images-busy = Too many images are being uploaded at this moment.
images-full = Your images take up all the space that you have.
images-away = Images can't be reached at this moment. Try again.
image-file = The file can't be read, or has more than { $most } bytes.

## Discussions

no-such-comment = There is no such comment.
no-such-parent = There is no such comment in this discussion.
story-not-published = The story is not published.
discussion-locked = The discussion is locked.
reply-refused = You can't reply to this person.
only-author-edits-comment = Only its author can edit a comment.
only-author-deletes-comment = Only its author can delete a comment.
comment-not-accepted = The comment was not accepted and can't be edited.
comment-edited-since = The comment has been edited since.
react-to-own = You can't react to your own comment.
react-refused = You can't react to this comment.

## Moderation

no-such-case = There is no such case.
case-held = Another moderator holds the case.
case-decided = The case has been decided.
case-changed = The case has changed since.
lease-seconds = { $field } takes 10 to 3,600 seconds.
reason-needed = { $field } is needed to reject or remove: its author is owed one.
decide-deleted = { $field } can't be given: its author deleted the text.
decide-already-seen = { $field } is needless: readers see this text already.
decide-not-seen = { $field } is needless: readers don't see this text.
decide-remove-instead = { $field } does not fit: readers see this text, which REMOVE takes away.

## Repeated requests

idempotency-key-form = { $field } takes 1 to 100 printable ASCII characters without spaces.
idempotency-key-reused = { $field } was used before with another input.

## Shelves

shelf-full = A shelf holds at most { $most } things.
only-owner-changes-shelf = Only its owner can change a shelf.
shelf-changed-since = The shelf has been changed since.
key-of-deleted-shelf = The shelf that was created with this key has been deleted.
no-item-to-put-after = There is no such other thing on the shelf to put it after.
no-such-shelf = There is no such shelf.
no-such-story-or-board = There is no such story or board.
no-such-item = There is no such thing on the shelf.
shelves-full = You can keep at most { $most } shelves.
no-shelf-to-put-after = You have no such other shelf to put it after.
