use async_graphql_parser::{
    parse_schema,
    types::{BaseType, Type, TypeKind, TypeSystemDefinition},
};

/// The contract.
const SDL: &str = include_str!("../../../schema.graphql");

/// The object types and their fields. What only carries other objects is left out: payloads and their errors, and the
/// parts of connections.
pub(crate) struct Schema {
    fields: Vec<(String, String)>,
    /// Mutations and the types of their inputs.
    inputs: Vec<(String, String)>,
}

impl Schema {
    pub(crate) fn read() -> Self {
        let mut schema = Self { fields: Vec::new(), inputs: Vec::new() };
        for definition in parse_schema(SDL).unwrap().definitions {
            let TypeSystemDefinition::Type(definition) = definition else { continue };
            let TypeKind::Object(object) = &definition.node.kind else { continue };
            let of = definition.node.name.node.as_str();
            let carries = ["Payload", "Error", "Connection", "Edge", "PageInfo"];
            if carries.iter().any(|ending| of.ends_with(ending)) {
                continue;
            }
            for field in &object.fields {
                let name = field.node.name.node.to_string();
                if let Some(input) = field.node.arguments.first().filter(|_| of == "Mutation") {
                    schema.inputs.push((name.clone(), innermost(&input.node.ty.node).to_owned()));
                }
                schema.fields.push((of.to_owned(), name));
            }
        }
        assert!(schema.fields.len() > 200, "the schema was not read");
        schema
    }

    /// Type and name of every field.
    pub(crate) fn fields(&self) -> impl Iterator<Item = (&str, &str)> {
        self.fields.iter().map(|(of, field)| (of.as_str(), field.as_str()))
    }

    /// The type of a mutation's input; `None` if it takes none.
    pub(crate) fn input(&self, mutation: &str) -> Option<&str> {
        self.inputs.iter().find(|(name, _)| name == mutation).map(|(_, kind)| kind.as_str())
    }
}

fn innermost(kind: &Type) -> &str {
    match &kind.base {
        BaseType::Named(name) => name,
        BaseType::List(inner) => innermost(inner),
    }
}

/// What everybody sees who sees the object that it belongs to. Objects that such a field leads to are shown under their own
/// rules; what it says of the viewer is true of nobody while nobody is signed in.
pub(crate) const SEEN_WITH_THE_OBJECT: &[(&str, &[&str])] = &[
    ("AccessToken", &["createdAt", "expiresAt", "id", "lastUsedAt", "name", "scopes"]),
    ("AuditEntry", &["action", "actor", "at", "case", "detail", "subject"]),
    (
        "Board",
        &[
            "archivedAt",
            "createdAt",
            "description",
            "id",
            "joinPolicy",
            "languages",
            "memberCount",
            "members",
            "moderationMode",
            "owner",
            "related",
            "slug",
            "storyCount",
            "title",
            "viewerIsFollowing",
            "visibility",
            "writingPolicy",
        ],
    ),
    ("BoardBan", &["bannedBy", "createdAt", "reason", "until", "user"]),
    ("BoardBanNotice", &["reason", "until"]),
    (
        "BoardInvitation",
        &[
            "answeredAt",
            "boardSlug",
            "boardTitle",
            "createdAt",
            "id",
            "inviter",
            "message",
            "role",
            "status",
            "user",
        ],
    ),
    (
        "BoardInviteLink",
        &[
            "boardSlug",
            "boardTitle",
            "createdAt",
            "expiresAt",
            "id",
            "inviter",
            "maxUses",
            "role",
            "useCount",
        ],
    ),
    ("BoardJoinRequest", &["answeredAt", "board", "createdAt", "id", "note", "status", "user"]),
    ("BoardOwnershipOffer", &["offeredAt", "user"]),
    (
        "Comment",
        &[
            "ancestors",
            "author",
            "bodyHtml",
            "createdAt",
            "editedAt",
            "id",
            "language",
            "parent",
            "reactions",
            "replyCount",
            "revision",
            "status",
            "story",
        ],
    ),
    ("CommentEvent", &["comment", "commentId", "cursor", "kind"]),
    ("CommentRevision", &["body", "createdAt", "language", "revision"]),
    ("Decision", &["decidedAt", "decidedBy", "id", "note", "outcome", "reason"]),
    ("DiffHunk", &["lines", "newLines", "newStart", "oldLines", "oldStart"]),
    ("DiffLine", &["kind", "newNumber", "oldNumber", "pieces"]),
    ("DiffPiece", &["isChanged", "text"]),
    ("Identity", &["createdAt", "id", "issuer", "label", "lastUsedAt", "provider"]),
    ("IdentityProvider", &["key", "name", "url"]),
    ("Image", &["altText", "height", "mediaType", "srcset", "url", "width"]),
    ("Lease", &["expiresAt", "holder"]),
    ("Moderation", &[]),
    (
        "ModerationCase",
        &[
            "board",
            "decisions",
            "id",
            "language",
            "lease",
            "openedAt",
            "revision",
            "signals",
            "snapshot",
            "state",
            "subject",
        ],
    ),
    (
        "ModerationSignal",
        &["check", "explanation", "language", "ruleVersion", "score", "spans", "tookMicros", "verdict"],
    ),
    ("ReactionCount", &["count", "reaction", "viewerReacted"]),
    ("Reference", &["authors", "note", "publishedYear", "title", "url"]),
    ("SearchHit", &["excerptHtml", "subject"]),
    ("SecondFactor", &["recoveryCodesLeft", "since"]),
    ("Session", &["createdAt", "expiresAt", "id", "isCurrent", "lastSeenAt", "network", "userAgent"]),
    ("Shelf", &["createdAt", "description", "id", "owner", "revision", "title", "updatedAt", "visibility"]),
    ("Space", &["owner"]),
    (
        "Story",
        &[
            "author",
            "board",
            "body",
            "bodyHtml",
            "commentCount",
            "coverImage",
            "createdAt",
            "discussionIsLocked",
            "id",
            "language",
            "publishedAt",
            "readingTimeMinutes",
            "references",
            "related",
            "revision",
            "slug",
            "status",
            "tableOfContents",
            "tags",
            "title",
            "updatedAt",
            "viewerIsFollowing",
        ],
    ),
    ("StoryDiff", &["from", "hunks", "titleAfter", "titleBefore", "to"]),
    (
        "StoryRevision",
        &["body", "diff", "editedAt", "editedBy", "language", "references", "revision", "tags", "title"],
    ),
    ("TableOfContentsEntry", &["anchor", "level", "text"]),
    ("TextSpan", &["end", "start", "text"]),
    (
        "User",
        &[
            "avatar",
            "bio",
            "bioHtml",
            "createdAt",
            "displayName",
            "handle",
            "id",
            "role",
            "space",
            "viewerHasBlocked",
            "viewerHasMuted",
            "viewerIsFollowing",
        ],
    ),
];
