use serde_json::Value;

use super::{Probe, Row};
use crate::scene::Place;

/// Everybody has an account of their own, and sees nobody else's.
const OWN: &str = "hidden yes yes yes yes yes yes yes yes";

fn viewer(field: &'static str, document: &'static str, at: &'static str) -> Row {
    let probe = Probe::Query { document, variables: |_| Value::Null, at, wanted: None };
    Row { chapter: "", of: "Viewer", field, when: "", place: Place::Nowhere, needs: &[], probe, words: OWN }
}

pub(super) fn rows() -> Vec<Row> {
    macro_rules! list {
        ($name:literal) => {
            viewer(
                $name,
                concat!("{ viewer { ", $name, " { pageInfo { hasNextPage } } } }"),
                concat!("/viewer/", $name, "/pageInfo"),
            )
        };
    }
    vec![
        viewer("user", "{ viewer { user { id } } }", "/viewer/user"),
        viewer("email", "{ viewer { email } }", "/viewer/email"),
        viewer("isEmailVerified", "{ viewer { isEmailVerified } }", "/viewer/isEmailVerified"),
        viewer("languages", "{ viewer { languages } }", "/viewer/languages"),
        viewer("hasPassword", "{ viewer { hasPassword } }", "/viewer/hasPassword"),
        viewer("identities", "{ viewer { identities { id } } }", "/viewer/identities"),
        // Null while it is off: what counts is that nobody is refused.
        viewer("secondFactor", "{ viewer { secondFactor { since } } }", "/viewer"),
        list!("sessions"),
        list!("accessTokens"),
        list!("boardInvitations"),
        list!("joinedBoards"),
        list!("followedBoards"),
        list!("followedStories"),
        list!("followedPeople"),
        list!("blockedUsers"),
        list!("mutedUsers"),
    ]
}
