//! Judges what people write. Every event that this job takes means the same: a revision of a comment waits for its
//! verdict.

use async_trait::async_trait;
use fabula_domain::moderation::checks::{self, Check};
use fabula_platform::{
    broker::{Handler, Outcome},
    db::Db,
    events::Envelope,
};

mod comment_submitted;

/// The job, with the checks that it runs.
pub(crate) struct Moderation {
    db: Db,
    checks: Vec<Box<dyn Check>>,
}

impl Moderation {
    /// The job on `db`, with every check that there is.
    pub(crate) fn new(db: Db) -> Self {
        Self { db, checks: checks::all() }
    }
}

/// Whether this job knows what to do with an event of this type. An edit is submitted like the first text: the event
/// names the revision that waits.
fn takes(kind: &str) -> bool {
    matches!(kind, "comment.submitted" | "comment.edited")
}

#[async_trait]
impl Handler for Moderation {
    async fn handle(&self, event: &Envelope) -> Outcome {
        if takes(event.routing_key()) {
            comment_submitted::handle(&self.db, &self.checks, event).await
        } else {
            Outcome::Fail(format!("moderation takes no {}", event.routing_key()))
        }
    }
}

#[cfg(test)]
mod tests {
    use fabula_domain::events::{KINDS, MODERATION};

    use super::takes;

    #[test]
    fn the_job_takes_just_what_its_queue_is_bound_to() {
        for kind in KINDS {
            assert_eq!(takes(kind), MODERATION.events.contains(kind), "{kind}");
        }
    }
}
