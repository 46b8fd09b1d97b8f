use fabula_domain::access_tokens::Scope;

use super::Access;

const READ: Access = Access::Scope(Scope::Read);
const WRITE: Access = Access::Scope(Scope::Write);
const MODERATE: Access = Access::Scope(Scope::Moderate);

/// The types whose every field has a rule.
pub(super) const RULED: [&str; 4] = ["Query", "Mutation", "Subscription", "Viewer"];

/// What each field needs.
const RULES: &[(&str, Access, &[&str])] = &[
    (
        "Query",
        READ,
        &[
            "board",
            "boardInviteLink",
            "boards",
            "comment",
            "identityProviders",
            "node",
            "nodes",
            "search",
            "shelf",
            "stories",
            "story",
            "user",
            "viewer",
        ],
    ),
    ("Query", MODERATE, &["moderation"]),
    (
        "Mutation",
        WRITE,
        &[
            "acceptBoardInvitation",
            "acceptBoardJoinRequest",
            "acceptBoardOwnership",
            "addToShelf",
            "archiveBoard",
            "banFromBoard",
            "blockUser",
            "changeBoardRole",
            "createBoard",
            "createBoardInviteLink",
            "createComment",
            "createShelf",
            "createStory",
            "declineBoardInvitation",
            "declineBoardJoinRequest",
            "deleteComment",
            "deleteShelf",
            "deleteStory",
            "editComment",
            "endBoardOwnershipOffer",
            "follow",
            "inviteToBoard",
            "joinBoard",
            "joinBoardByLink",
            "leaveBoard",
            "liftBoardBan",
            "linkTranslation",
            "lockDiscussion",
            "moveShelf",
            "moveShelfItem",
            "muteUser",
            "offerBoardOwnership",
            "publishStory",
            "react",
            "removeBoardMember",
            "removeFromShelf",
            "requestToJoinBoard",
            "revokeBoardInvitation",
            "revokeBoardInviteLink",
            "setAvatar",
            "setStoryCover",
            "unarchiveBoard",
            "unblockUser",
            "unfollow",
            "unlinkTranslation",
            "unlockDiscussion",
            "unmuteUser",
            "unpublishStory",
            "updateBoard",
            "updateProfile",
            "updateShelf",
            "updateStory",
            "withdrawBoardJoinRequest",
        ],
    ),
    ("Mutation", MODERATE, &["claimCase", "decideCase", "releaseCase"]),
    (
        "Mutation",
        Access::SignedIn,
        &[
            "beginSecondFactor",
            "changePassword",
            "completeSignIn",
            "confirmEmailChange",
            "confirmSession",
            "createAccessToken",
            "eraseAccount",
            "redeemSignInCode",
            "register",
            "replaceRecoveryCodes",
            "requestEmailChange",
            "requestEmailVerification",
            "requestPasswordReset",
            "resetPassword",
            "revokeAccessToken",
            "revokeOtherSessions",
            "revokeSession",
            "signIn",
            "signOut",
            "turnOffSecondFactor",
            "turnOnSecondFactor",
            "unlinkIdentity",
            "verifyEmail",
        ],
    ),
    ("Subscription", READ, &["commentEvents"]),
    (
        "Viewer",
        READ,
        &[
            "blockedUsers",
            "boardInvitations",
            "email",
            "followedBoards",
            "followedPeople",
            "followedStories",
            "isEmailVerified",
            "joinedBoards",
            "languages",
            "mutedUsers",
            "user",
        ],
    ),
    ("Viewer", Access::SignedIn, &["accessTokens", "hasPassword", "identities", "secondFactor", "sessions"]),
];

/// What a field of a ruled type needs; `None` if nobody has thought about it yet.
pub(super) fn rule(kind: &str, field: &str) -> Option<Access> {
    let found = RULES.iter().find(|(ruled, _, fields)| *ruled == kind && fields.contains(&field));
    found.map(|(_, access, _)| *access)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::access::walk::Types;

    #[test]
    fn every_field_of_the_schema_has_one_rule_and_every_rule_a_field() {
        let types = Types::read(include_str!("../../../schema.graphql"));
        let there: BTreeSet<(&str, &str)> = types.fields().filter(|(kind, _)| RULED.contains(kind)).collect();
        let mut ruled = BTreeSet::new();
        for (kind, _, fields) in RULES {
            for field in *fields {
                assert!(ruled.insert((*kind, *field)), "{kind}.{field} has two rules");
            }
        }
        let missing: Vec<_> = there.difference(&ruled).collect();
        assert!(missing.is_empty(), "say in RULES what access tokens need for {missing:?}");
        let stale: Vec<_> = ruled.difference(&there).collect();
        assert!(stale.is_empty(), "RULES names what is not in the schema: {stale:?}");
        assert!(there.len() > 60, "the schema was not read");
    }
}
