//! What moderators do: a doubtful comment becomes a case, one of them takes it, one decides it.
#![expect(clippy::unwrap_used, reason = "a test")]

use fabula_journeys::{Answer, Person, Socket, Stand, both_ways, distinct_text, eventually};
use serde_json::{Value, json};

const QUEUE: &str = "query Queue($state: CaseState) {
    moderation {
        queue(first: 10, filter: { state: $state }) {
            totalCount
            nodes {
                id state revision snapshot language
                subject { __typename ... on Comment { id body status } }
                signals { check score verdict explanation ruleVersion tookMicros spans { start end text } }
                lease { holder { handle } expiresAt }
                decisions { outcome reason note decidedBy { handle } }
            }
        }
        auditLog(first: 50) { nodes { action detail actor { handle } case { id } } }
    }
}";
const CLAIM: &str = "mutation Claim($input: ClaimCaseInput!) {
    claimCase(input: $input) {
        case { id revision lease { holder { handle } expiresAt } }
        errors {
            __typename message path
            ... on CaseClaimedError { lease { holder { handle } expiresAt } }
            ... on CaseDecidedError { decision { outcome decidedBy { handle } } }
        }
    }
}";
const DECIDE: &str = "mutation Decide($input: DecideCaseInput!) {
    decideCase(input: $input) {
        case { id state revision lease { expiresAt } decisions { outcome reason note decidedBy { handle } } }
        errors {
            __typename message path
            ... on CaseClaimedError { lease { holder { handle } } }
            ... on CaseDecidedError { decision { outcome decidedBy { handle } } }
            ... on RevisionConflictError { currentRevision }
        }
    }
}";

async fn queue(moderator: &Person, state: &str) -> Value {
    moderator.client.ask(QUEUE, json!({ "state": state })).await.data()["moderation"].clone()
}

async fn claim(moderator: &Person, case: &Value) -> Answer {
    moderator.client.ask(CLAIM, json!({ "input": { "caseId": case } })).await
}

async fn decide(
    moderator: &Person,
    case: &Value,
    revision: &Value,
    outcome: &str,
    reason: Option<&str>,
) -> Answer {
    let input = json!({ "caseId": case, "expectedRevision": revision, "outcome": outcome, "reason": reason });
    moderator.client.ask(DECIDE, json!({ "input": input })).await
}

/// Writes a comment that a human has to look at, and waits for its case.
async fn held_comment(
    stand: &Stand,
    author: &Person,
    moderator: &Person,
    story: &str,
    text: &str,
) -> (String, Value) {
    let comment = author.comment(story, text).await;
    let case = eventually("the comment has a case", async || {
        let queue = queue(moderator, "OPEN").await;
        let nodes = queue["queue"]["nodes"].as_array().unwrap().clone();
        nodes.into_iter().find(|case| case["subject"]["id"] == comment.as_str())
    })
    .await;
    assert_eq!(stand.comment(&author.client, &comment).await["status"], "HELD");
    assert_eq!(stand.comment(&stand.client(), &comment).await, Value::Null, "nobody else sees it");
    (comment, case)
}

both_ways! {
    /// One claims, the other learns who holds the case; one decides, the other learns what was decided.
    two_moderators_never_decide_the_same_case(stand) {
        let (mina, otto) = (stand.client().register("mina").await, stand.client().register("otto").await);
        let author = stand.client().register("author").await;
        stand.grant(&[&mina, &otto], "moderator").await;
        let board = author.open_board("slow-board", json!({ "moderationMode": "MANUAL" })).await;
        let story = author.write_story(&board, json!({})).await;
        let mut reader = Socket::connect(&stand.client()).await;
        reader.follow(&story, None).await;
        stand.await_followers(&stand.client(), 1.0).await;
        let text = distinct_text(1);
        let (comment, case) = held_comment(&stand, &author, &mina, &story, &text).await;
        assert_eq!(case["snapshot"], text.as_str());
        assert!(case["signals"].as_array().unwrap().len() >= 5, "every check has spoken: {case}");
        let before = queue(&mina, "OPEN").await["auditLog"]["nodes"].as_array().unwrap().len();

        let claimed = claim(&mina, &case["id"]).await;
        assert_eq!(claimed.payload()["case"]["lease"]["holder"]["handle"], "mina");
        let revision = claimed.payload()["case"]["revision"].clone();
        let refused = claim(&otto, &case["id"]).await;
        assert_eq!(refused.refusal(), "CaseClaimedError");
        let lease = &claimed.payload()["case"]["lease"];
        assert_eq!(&refused.user_error()["lease"], lease, "the answer names the lease");
        let refused = decide(&otto, &case["id"], &revision, "APPROVE", None).await;
        assert_eq!(refused.refusal(), "CaseClaimedError");

        let stale = decide(&mina, &case["id"], &case["revision"], "APPROVE", None).await;
        assert_eq!(stale.refusal(), "RevisionConflictError");
        assert_eq!(stale.user_error()["currentRevision"], revision);
        let unreasoned = decide(&mina, &case["id"], &revision, "REJECT", None).await;
        assert_eq!(unreasoned.refusal(), "ValidationError");
        assert_eq!(stand.comment(&author.client, &comment).await["status"], "HELD", "nothing has happened yet");

        let decided = decide(&mina, &case["id"], &revision, "APPROVE", None).await;
        let now = &decided.payload()["case"];
        assert_eq!((&now["state"], &now["lease"]), (&json!("DECIDED"), &Value::Null));
        assert_eq!(now["decisions"][0]["decidedBy"]["handle"], "mina");
        for late in [
            decide(&otto, &case["id"], &now["revision"], "REJECT", Some("SPAM")).await,
            decide(&mina, &case["id"], &now["revision"], "REJECT", Some("SPAM")).await,
            claim(&otto, &case["id"]).await,
        ] {
            assert_eq!(late.refusal(), "CaseDecidedError");
            let decision = json!({ "outcome": "APPROVE", "decidedBy": { "handle": "mina" } });
            assert_eq!(late.user_error()["decision"], decision);
        }
        let event = reader.event().await;
        assert_eq!((event.comment, event.body), (comment.clone(), Some(text)));
        assert_eq!(stand.comment(&stand.client(), &comment).await["status"], "PUBLISHED");

        let after = queue(&mina, "DECIDED").await;
        assert_eq!(after["queue"]["totalCount"], 1);
        let entries = after["auditLog"]["nodes"].as_array().unwrap();
        assert_eq!(entries.len(), before + 2, "claimed and decided: {entries:?}");
        assert!(entries.iter().filter(|entry| entry["actor"]["handle"] == "mina").count() >= 2, "{entries:?}");
    }
}

both_ways! {
    /// Claiming at the same moment: exactly one gets the case.
    of_many_who_claim_at_once_one_gets_the_case(stand) {
        let author = stand.client().register("author").await;
        let moderators = stand.register_crowd(6).await;
        stand.grant(&moderators.iter().collect::<Vec<_>>(), "moderator").await;
        let board = author.open_board("slow-board", json!({ "moderationMode": "MANUAL" })).await;
        let story = author.write_story(&board, json!({})).await;
        let (_, case) = held_comment(&stand, &author, &moderators[0], &story, &distinct_text(1)).await;

        let answers =
            futures::future::join_all(moderators.iter().map(|moderator| claim(moderator, &case["id"]))).await;
        let (won, lost): (Vec<_>, Vec<_>) =
            answers.iter().partition(|answer| answer.body["data"]["claimCase"]["errors"] == json!([]));
        assert_eq!(won.len(), 1);
        let holder = &won[0].payload()["case"]["lease"]["holder"];
        for answer in lost {
            assert_eq!(answer.refusal(), "CaseClaimedError");
            assert_eq!(&answer.user_error()["lease"]["holder"], holder);
        }
    }
}

both_ways! {
    /// A text that the checks doubt is held with the places that they doubt, and rejecting it keeps it from readers.
    a_doubtful_text_is_held_with_its_spans_and_stays_hidden_when_rejected(stand) {
        let mina = stand.client().register("mina").await;
        let author = stand.client().register("author").await;
        stand.grant(&[&mina], "moderator").await;
        let story = author.publish_a_story().await;
        // More links than a remark needs.
        let text = "Émile has a page about it: https://a.example/1 and https://b.example/2, also https://c.example/3 \
                    and https://d.example/4 with pictures.";
        let (comment, case) = held_comment(&stand, &author, &mina, &story, text).await;
        let signals = case["signals"].as_array().unwrap();
        let doubted = signals.iter().filter(|signal| signal["verdict"] == "HOLD");
        let spans: Vec<&Value> = doubted.flat_map(|signal| signal["spans"].as_array().unwrap()).collect();
        assert_eq!(spans.len(), 4, "a moderator sees where: {case}");
        // Offsets count code points.
        let letters: Vec<char> = text.chars().collect();
        for span in spans {
            let place = |end: &str| usize::try_from(span[end].as_u64().unwrap()).unwrap();
            let marked: String = letters[place("start")..place("end")].iter().collect();
            assert_eq!(span["text"], marked.as_str());
        }
        let decided = decide(&mina, &case["id"], &case["revision"], "REJECT", Some("SPAM")).await;
        assert_eq!(decided.payload()["case"]["state"], "DECIDED");
        assert_eq!(stand.comment(&author.client, &comment).await["status"], "REJECTED");
        assert_eq!(stand.comment(&stand.client(), &comment).await, Value::Null);
    }
}
