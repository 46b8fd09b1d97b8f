//! `schema.graphql` against the names that clients were promised: `contract.graphql`.
//!
//! A schema may hold more than the contract. What is in the contract is never renamed, retyped or dropped, and what is
//! not built yet is listed here by name: an entry that has been built must go.

use std::collections::{BTreeMap, BTreeSet};

use async_graphql::{
    Positioned,
    parser::{
        parse_schema,
        types::{FieldDefinition, InputValueDefinition, ServiceDocument, TypeKind, TypeSystemDefinition},
    },
};

/// What is not built yet: elements as they are named in a failure of the test. This list only shrinks.
const NOT_BUILT: &[&str] = &[
    "Appeal",
    "AppealDecisionInput",
    "AppealPayload",
    "AppealState",
    "CaseFilter.appealed",
    "CitedSentence",
    "ClaimNextCaseInput",
    "Decision.appeal",
    "DiscussionSummary",
    "MarkNotificationsReadInput",
    "MarkNotificationsReadPayload",
    "Moderation.counts",
    "ModerationCase.reports",
    "ModerationEvent",
    "ModerationEventKind",
    "ModerationSubject & Story",
    "ModerationSubject & User",
    "Mutation.appealDecision",
    "Mutation.claimNextCase",
    "Mutation.markNotificationsRead",
    "Mutation.report",
    "Mutation.resolveAppeal",
    "Notification",
    "NotificationChannel",
    "NotificationConnection",
    "NotificationEdge",
    "NotificationEvent",
    "NotificationKind",
    "NotificationSubject",
    "QueueCount",
    "Report",
    "ReportConnection",
    "ReportEdge",
    "ReportInput",
    "ReportPayload",
    "ResolveAppealInput",
    "Story.discussionSummary",
    "Story.summary",
    "StoryStatus.HELD",
    "StoryStatus.REMOVED",
    "StorySummary",
    "Subscription.moderationEvents",
    "Subscription.notificationEvents",
    "SummaryMethod",
    "Viewer.notifications",
    "Viewer.unreadNotificationCount",
];

/// Everything that a schema promises, by a name: what a client would miss, or what type it would see.
type Promises = BTreeMap<String, String>;

fn promises(text: &str) -> Promises {
    let document = parse_schema(text).expect("the schema parses");
    let mut promises = Promises::new();
    add(&document, &mut promises);
    promises
}

fn add(document: &ServiceDocument, promises: &mut Promises) {
    for definition in &document.definitions {
        let TypeSystemDefinition::Type(Positioned { node, .. }) = definition else { continue };
        let name = node.name.node.as_str();
        let kind = match &node.kind {
            TypeKind::Scalar => "scalar",
            TypeKind::Object(object) => {
                members(name, &object.implements, promises);
                fields(name, &object.fields, promises);
                "type"
            }
            TypeKind::Interface(interface) => {
                fields(name, &interface.fields, promises);
                "interface"
            }
            TypeKind::Union(union) => {
                members(name, &union.members, promises);
                "union"
            }
            TypeKind::Enum(values) => {
                for value in &values.values {
                    promises.insert(format!("{name}.{}", value.node.value.node), "value".to_owned());
                }
                "enum"
            }
            TypeKind::InputObject(input) => {
                for field in &input.fields {
                    promises.insert(format!("{name}.{}", field.node.name.node), input_type(&field.node));
                }
                "input"
            }
        };
        promises.insert(name.to_owned(), kind.to_owned());
    }
}

/// The members of a union, or the interfaces of a type.
fn members(name: &str, members: &[Positioned<async_graphql::Name>], promises: &mut Promises) {
    for member in members {
        promises.insert(format!("{name} & {}", member.node), "member".to_owned());
    }
}

fn fields(name: &str, fields: &[Positioned<FieldDefinition>], promises: &mut Promises) {
    for Positioned { node: field, .. } in fields {
        let place = format!("{name}.{}", field.name.node);
        for argument in &field.arguments {
            promises.insert(format!("{place}({})", argument.node.name.node), input_type(&argument.node));
        }
        promises.insert(place, field.ty.node.to_string());
    }
}

/// What a client must give: a default makes an argument optional, whatever its type.
fn input_type(value: &InputValueDefinition) -> String {
    let ty = value.ty.node.to_string();
    match &value.default_value {
        Some(_) => ty.trim_end_matches('!').to_owned(),
        None => ty,
    }
}

/// What is promised and not kept, in words.
fn broken(promised: &Promises, kept: &Promises) -> BTreeSet<String> {
    let mut broken = BTreeSet::new();
    for (place, promise) in promised {
        // What a missing type had is missing with it.
        let owner = place.split(['.', ' ']).next().unwrap_or(place);
        if owner != place && !kept.contains_key(owner) {
            continue;
        }
        let field = place.split('(').next().unwrap_or(place);
        if field != place && !kept.contains_key(field) {
            continue;
        }
        match kept.get(place) {
            Some(kept) if kept == promise => continue,
            Some(kept) => broken.insert(format!("{place}: {kept} instead of {promise}")),
            None => broken.insert(place.clone()),
        };
    }
    broken
}

/// What a client of the contract would have to give, and the contract does not know of.
fn demanded(promised: &Promises, kept: &Promises) -> Vec<String> {
    let is_demanded = |(place, ty): &(&String, &String)| {
        let is_argument =
            place.contains('(') && promised.contains_key(place.split('(').next().unwrap_or(place));
        let owner = place.split('.').next().unwrap_or(place);
        let is_input = promised.get(owner).is_some_and(|kind| kind == "input");
        (is_argument || is_input) && ty.ends_with('!') && !promised.contains_key(*place)
    };
    kept.iter().filter(is_demanded).map(|(place, ty)| format!("{place}: {ty}")).collect()
}

#[test]
fn what_clients_were_promised_is_kept() {
    let promised = promises(include_str!("contract.graphql"));
    let kept = promises(include_str!("../../schema.graphql"));
    let listed: BTreeSet<String> = NOT_BUILT.iter().map(|&place| place.to_owned()).collect();
    let broken = broken(&promised, &kept);
    let dropped: Vec<_> = broken.difference(&listed).collect();
    assert!(dropped.is_empty(), "promised in api/tests/contract.graphql and not kept: {dropped:#?}");
    let built: Vec<_> = listed.difference(&broken).collect();
    assert!(built.is_empty(), "built by now, so no longer to be listed in NOT_BUILT: {built:#?}");
    let demanded = demanded(&promised, &kept);
    assert!(demanded.is_empty(), "the contract's clients don't send: {demanded:#?}");
}

#[test]
fn a_change_that_breaks_clients_is_seen() {
    let promised = promises("type A { b(c: Int): String! d: A } enum E { F } input I { g: Int } union U = A");
    let broken = |kept: &str| broken(&promised, &promises(kept)).into_iter().collect::<Vec<_>>();
    assert!(broken("type A { b(c: Int, x: Int): String! d: A y: Int } enum E { F G } input I { g: Int } union U = A | B type B { z: Int }").is_empty());
    assert_eq!(
        broken("type A { b(c: Int!): String d: A } enum E { F } union U = B"),
        ["A.b(c): Int! instead of Int", "A.b: String instead of String!", "I", "U & A",]
    );
    assert_eq!(
        broken("type A { d: A } enum E { X } input I { g: Int! } union U = A"),
        ["A.b", "E.F", "I.g: Int! instead of Int",]
    );
    let more = promises("type A { b(c: Int, must: Int!): String! d: A } input I { g: Int must: Int! }");
    assert_eq!(demanded(&promised, &more), ["A.b(must): Int!", "I.must: Int!"]);
}
