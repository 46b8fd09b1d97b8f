use serde_json::{Value, json};

use super::{Row, mutation};
use crate::scene::{Place, Scene, Thing};

const CASE: fn(&Scene) -> Value = |scene| json!({ "caseId": scene[Thing::Case] });
/// The instance's moderators and admins. What waits on a board is nothing to its own.
const MODERATORS: &str = "sign-in forbidden forbidden forbidden forbidden forbidden yes yes forbidden";

pub(super) fn rows() -> Vec<Row> {
    let decide = |scene: &Scene| {
        let revision: i64 = scene[Thing::CaseRevision].parse().unwrap();
        json!({ "caseId": scene[Thing::Case], "expectedRevision": revision, "outcome": "APPROVE" })
    };
    vec![
        mutation("claimCase", "", Place::Held, CASE, MODERATORS),
        mutation("releaseCase", "", Place::Held, CASE, MODERATORS),
        mutation("decideCase", "", Place::Held, decide, MODERATORS),
    ]
}
