use fabula_domain::{
    events::CommentEventData,
    moderation::{self, checks::Check},
};
use fabula_platform::{broker::Outcome, db::Db, events::Envelope};

use crate::reason::reason;

/// Judges the revision that the event names.
///
/// A replayed event and one about a text that has changed since change nothing, and are done.
pub(super) async fn handle(db: &Db, checks: &[Box<dyn Check>], event: &Envelope) -> Outcome {
    let data = match read(event) {
        Ok(data) => data,
        Err(reason) => return Outcome::Fail(reason),
    };
    match moderation::judge(db, checks, event.id, data.comment_id, data.revision).await {
        Ok(judgement) => {
            tracing::debug!(comment = %data.comment_id, revision = data.revision, ?judgement, "judged");
            Outcome::Done
        }
        Err(error) if error.is_passing() => Outcome::Unavailable(reason(&error)),
        // Whatever the database has against it now, it may not have in five seconds.
        Err(error) => Outcome::Retry(reason(&error)),
    }
}

/// The ids in the event. What can't be read now never can.
fn read(event: &Envelope) -> Result<CommentEventData, String> {
    serde_json::from_value(event.data.clone())
        .map_err(|error| format!("not the data of a comment event: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(data: &serde_json::Value) -> Envelope {
        serde_json::from_value(serde_json::json!({
            "specversion": "1.0",
            "id": "01890a5d-ac96-774b-bcce-b302099a8057",
            "type": "fabula.comment.submitted",
            "source": "urn:fabula:test",
            "subject": "comment_01h455vb4pex5vsknk084sn02q",
            "time": "2026-01-02T03:04:05Z",
            "datacontenttype": "application/json",
            "data": data,
        }))
        .unwrap()
    }

    #[test]
    fn fields_that_a_later_version_adds_are_no_obstacle() {
        let id = "comment_01h455vb4pex5vsknk084sn02q";
        let data =
            read(&event(&serde_json::json!({"commentId": id, "revision": 3, "mood": "sunny"}))).unwrap();
        assert_eq!((data.comment_id.to_string().as_str(), data.revision), (id, 3));
    }

    #[test]
    fn data_of_another_kind_can_never_be_judged() {
        for data in [
            serde_json::json!(null),
            serde_json::json!({}),
            serde_json::json!({"commentId": "comment_01h455vb4pex5vsknk084sn02q"}),
            serde_json::json!({"commentId": "story_01h455vb4pex5vsknk084sn02q", "revision": 1}),
            serde_json::json!({"commentId": "comment_01h455vb4pex5vsknk084sn02q", "revision": "one"}),
        ] {
            let reason = read(&event(&data)).unwrap_err();
            assert!(reason.starts_with("not the data of a comment event"), "{reason}");
        }
    }
}
