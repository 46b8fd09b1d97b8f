//! How people come to belong to a board: by themselves, by request, by invitation, by a link.

use chrono::TimeDelta;
use fabula_domain::{
    Viewer,
    boards::{
        self, BoardAction, BoardChanges, BoardError, BoardRole, BoardVisibility, JoinPolicy, ModerationMode,
        NewBan, Refusal, invitations,
        invitations::{InvitationStatus, InviteToken, NewLink},
        requests,
        requests::{Note, RequestStatus},
    },
    ids::BoardId,
    relations::{self, RelationKind},
};
use futures::future::join_all;

use crate::stage::{ALL, Stage};

async fn board(stage: &Stage, owner: &Viewer, visibility: BoardVisibility) -> BoardId {
    stage.board(owner, "tales", visibility, ModerationMode::Pre).await.id
}

async fn set_policy(stage: &Stage, owner: &Viewer, board: BoardId, policy: JoinPolicy) {
    let changes = BoardChanges::parse(None, None, None, None, None).unwrap().governed(Some(policy), None);
    boards::update(&stage.db, owner, board, changes).await.unwrap();
}

async fn role(stage: &Stage, person: &Viewer, board: BoardId) -> Option<BoardRole> {
    let places = boards::places(stage.db.pool(), person.id, &[board], stage.db.clock().now()).await;
    places.unwrap().pop().unwrap().1.role
}

async fn invite(
    stage: &Stage,
    inviter: &Viewer,
    board: BoardId,
    handle: &str,
    role: BoardRole,
) -> Result<invitations::Invitation, BoardError> {
    invitations::invite(&stage.db, inviter, board, handle, role, None).await
}

#[tokio::test]
async fn a_board_is_joined_as_its_policy_says() {
    let stage = Stage::open().await;
    let (owner, guest) = (stage.person("owner").await, stage.person("guest").await);
    let board = board(&stage, &owner, BoardVisibility::Public).await;
    let asked = requests::ask(&stage.db, &guest, board, None).await;
    assert!(matches!(asked, Err(BoardError::Refused(Refusal::NoNeedToAsk))));
    set_policy(&stage, &owner, board, JoinPolicy::Request).await;
    let joined = boards::join(&stage.db, &guest, board).await;
    assert!(matches!(joined, Err(BoardError::Refused(Refusal::AskFirst))));
    set_policy(&stage, &owner, board, JoinPolicy::Invite).await;
    for refused in [
        boards::join(&stage.db, &guest, board).await.map(drop),
        requests::ask(&stage.db, &guest, board, None).await.map(drop),
    ] {
        assert!(matches!(refused, Err(BoardError::Refused(Refusal::InviteOnly))));
    }
    assert_eq!(role(&stage, &guest, board).await, None);
    stage.close().await;
}

#[tokio::test]
async fn a_private_board_is_joined_by_invitation_alone() {
    let stage = Stage::open().await;
    let owner = stage.person("owner").await;
    let opened = stage.board(&owner, "tales", BoardVisibility::Private, ModerationMode::Pre).await;
    assert_eq!(opened.join_policy, JoinPolicy::Invite);
    let open =
        BoardChanges::parse(None, None, None, None, None).unwrap().governed(Some(JoinPolicy::Open), None);
    let refused = boards::update(&stage.db, &owner, opened.id, open).await;
    assert!(matches!(refused, Err(BoardError::Invalid(_))));
    let public = stage.board(&owner, "more-tales", BoardVisibility::Public, ModerationMode::Pre).await;
    let private = BoardChanges::parse(None, None, None, Some(BoardVisibility::Private), None).unwrap();
    let closed = boards::update(&stage.db, &owner, public.id, private).await.unwrap();
    assert_eq!(closed.join_policy, JoinPolicy::Invite);
    stage.close().await;
}

#[tokio::test]
async fn a_request_waits_once_and_is_answered_once() {
    let stage = Stage::open().await;
    let (owner, guest) = (stage.person("owner").await, stage.person("guest").await);
    let stranger = stage.person("stranger").await;
    let board = board(&stage, &owner, BoardVisibility::Public).await;
    set_policy(&stage, &owner, board, JoinPolicy::Request).await;
    let note = || Note::parse("note", Some("I know a fox")).unwrap();
    let asked = join_all((0..4).map(|_| requests::ask(&stage.db, &guest, board, note()))).await;
    let ids: std::collections::HashSet<_> = asked.into_iter().map(|asked| asked.unwrap().id).collect();
    assert_eq!(ids.len(), 1);
    let id = ids.into_iter().next().unwrap();
    let open = requests::list(stage.db.pool(), board, ALL).await.unwrap().items;
    assert_eq!(open[0].note.as_deref(), Some("I know a fox"));

    for outsider in [&guest, &stranger] {
        let answered = requests::answer(&stage.db, outsider, id, true).await;
        assert!(matches!(answered, Err(BoardError::NoSuchRequest)));
    }
    let answered = join_all((0..4).map(|_| requests::answer(&stage.db, &owner, id, true))).await;
    assert!(answered.iter().all(|answer| answer.as_ref().unwrap().status == RequestStatus::Accepted));
    assert_eq!(role(&stage, &guest, board).await, Some(BoardRole::Member));
    for late in [
        requests::answer(&stage.db, &owner, id, false).await,
        requests::withdraw(&stage.db, &guest, id).await,
    ] {
        assert!(matches!(late, Err(BoardError::AlreadyAnswered)));
    }
    let told = stage.told().await;
    for kind in ["board.requested", "board.accepted"] {
        assert_eq!(told.iter().filter(|told| *told == kind).count(), 1, "{kind} is told once");
    }
    assert_eq!(stage.count("select count(*) from board_join_requests where note is not null").await, 0);
    stage.close().await;
}

#[tokio::test]
async fn of_yes_and_no_and_never_mind_at_once_one_happens() {
    let stage = Stage::open().await;
    let owner = stage.person("owner").await;
    let board = board(&stage, &owner, BoardVisibility::Public).await;
    set_policy(&stage, &owner, board, JoinPolicy::Request).await;
    for round in 0..8 {
        let guest = stage.person(&format!("guest_{round}")).await;
        let id = requests::ask(&stage.db, &guest, board, None).await.unwrap().id;
        let (yes, no, never_mind) = tokio::join!(
            requests::answer(&stage.db, &owner, id, true),
            requests::answer(&stage.db, &owner, id, false),
            requests::withdraw(&stage.db, &guest, id)
        );
        let happened = [yes.is_ok(), no.is_ok(), never_mind.is_ok()];
        assert_eq!(happened.iter().filter(|happened| **happened).count(), 1, "{happened:?}");
        assert_eq!(role(&stage, &guest, board).await.is_some(), happened[0]);
    }
    stage.close().await;
}

#[tokio::test]
async fn whoever_was_declined_may_ask_again() {
    let stage = Stage::open().await;
    let (owner, guest) = (stage.person("owner").await, stage.person("guest").await);
    let board = board(&stage, &owner, BoardVisibility::Public).await;
    set_policy(&stage, &owner, board, JoinPolicy::Request).await;
    let first = requests::ask(&stage.db, &guest, board, None).await.unwrap().id;
    requests::answer(&stage.db, &owner, first, false).await.unwrap();
    let second = requests::ask(&stage.db, &guest, board, None).await.unwrap();
    assert_ne!(first, second.id);
    assert_eq!(stage.count("select count(*) from board_join_requests").await, 1);
    // Once the board is open, joining answers what was asked.
    set_policy(&stage, &owner, board, JoinPolicy::Open).await;
    boards::join(&stage.db, &guest, board).await.unwrap();
    assert!(requests::list(stage.db.pool(), board, ALL).await.unwrap().items.is_empty());
    stage.close().await;
}

#[tokio::test]
async fn an_invitation_tells_of_a_private_board_and_lets_in() {
    let stage = Stage::open().await;
    let (owner, guest) = (stage.person("owner").await, stage.person("guest").await);
    let stranger = stage.person("stranger").await;
    let board = board(&stage, &owner, BoardVisibility::Private).await;
    let invitation = invite(&stage, &owner, board, "GUEST", BoardRole::Contributor).await.unwrap();
    let seen = invitations::to_person(stage.db.pool(), guest.id, ALL).await.unwrap().items;
    assert_eq!((seen[0].board_title.as_str(), seen[0].board_slug.as_str()), ("Tales", "tales"));
    assert!(boards::by_ids(stage.db.pool(), &[board], (&guest).into()).await.unwrap().is_empty());
    let taken = invitations::accept(&stage.db, &stranger, invitation.id).await;
    assert!(matches!(taken, Err(BoardError::NoSuchInvitation)));

    for _ in 0..2 {
        let joined = invitations::accept(&stage.db, &guest, invitation.id).await.unwrap();
        assert_eq!(joined.member_count, 2);
    }
    assert_eq!(role(&stage, &guest, board).await, Some(BoardRole::Contributor));
    let declined = invitations::decline(&stage.db, &guest, invitation.id).await;
    assert!(matches!(declined, Err(BoardError::AlreadyAnswered)));
    boards::leave(&stage.db, &guest, board).await.unwrap();
    let again = invitations::accept(&stage.db, &guest, invitation.id).await;
    assert!(matches!(again, Err(BoardError::AlreadyAnswered)), "an invitation lets in once");
    stage.close().await;
}

#[tokio::test]
async fn people_invite_up_to_their_own_role_and_whom_they_may() {
    let stage = Stage::open().await;
    let (owner, moderator) = (stage.person("owner").await, stage.person("mina").await);
    let (member, guest) = (stage.person("member").await, stage.person("guest").await);
    let board = board(&stage, &owner, BoardVisibility::Public).await;
    for person in [&moderator, &member] {
        boards::join(&stage.db, person, board).await.unwrap();
    }
    boards::change_role(&stage.db, &owner, board, moderator.id, BoardRole::Moderator).await.unwrap();
    let refused = invite(&stage, &member, board, "guest", BoardRole::Member).await;
    assert!(matches!(refused, Err(BoardError::Refused(Refusal::NotAllowed(BoardAction::Invite)))));
    for inviter in [&owner, &moderator] {
        let refused = invite(&stage, inviter, board, "guest", BoardRole::Owner).await;
        assert!(matches!(refused, Err(BoardError::RoleTooHigh)));
    }
    let refused = invite(&stage, &owner, board, "member", BoardRole::Member).await;
    assert!(matches!(refused, Err(BoardError::AlreadyAMember)));
    let refused = invite(&stage, &owner, board, "nobody", BoardRole::Member).await;
    assert!(matches!(refused, Err(BoardError::NoSuchPerson)));
    relations::set(&stage.db, &guest, owner.id, RelationKind::Block, true).await.unwrap();
    let refused = invite(&stage, &owner, board, "guest", BoardRole::Member).await;
    assert!(matches!(refused, Err(BoardError::Blocked)));
    let invited =
        join_all((0..3).map(|_| invite(&stage, &moderator, board, "guest", BoardRole::Moderator))).await;
    assert!(invited.iter().all(Result::is_ok));
    assert_eq!(stage.told().await.iter().filter(|told| *told == "board.invited").count(), 1);
    stage.close().await;
}

#[tokio::test]
async fn of_an_acceptance_and_a_revocation_at_once_one_happens() {
    let stage = Stage::open().await;
    let owner = stage.person("owner").await;
    let board = board(&stage, &owner, BoardVisibility::Private).await;
    for round in 0..8 {
        let handle = format!("guest_{round}");
        let guest = stage.person(&handle).await;
        let id = invite(&stage, &owner, board, &handle, BoardRole::Member).await.unwrap().id;
        let (accepted, revoked) = tokio::join!(
            invitations::accept(&stage.db, &guest, id),
            invitations::revoke(&stage.db, &owner, id)
        );
        assert!(accepted.is_ok() != revoked.is_ok(), "{accepted:?} {revoked:?}");
        assert_eq!(role(&stage, &guest, board).await.is_some(), accepted.is_ok());
    }
    stage.close().await;
}

#[tokio::test]
async fn of_an_acceptance_and_a_refusal_at_once_one_happens() {
    let stage = Stage::open().await;
    let owner = stage.person("owner").await;
    let board = board(&stage, &owner, BoardVisibility::Private).await;
    for round in 0..8 {
        let handle = format!("guest_{round}");
        let guest = stage.person(&handle).await;
        let id = invite(&stage, &owner, board, &handle, BoardRole::Member).await.unwrap().id;
        let (accepted, declined) = tokio::join!(
            invitations::accept(&stage.db, &guest, id),
            invitations::decline(&stage.db, &guest, id)
        );
        assert!(accepted.is_ok() != declined.is_ok(), "{accepted:?} {declined:?}");
        assert_eq!(role(&stage, &guest, board).await.is_some(), accepted.is_ok());
    }
    stage.close().await;
}

#[tokio::test]
async fn whoever_loses_the_right_to_invite_loses_their_invitations() {
    let stage = Stage::open().await;
    let (owner, moderator) = (stage.person("owner").await, stage.person("mina").await);
    let guest = stage.person("guest").await;
    let board = board(&stage, &owner, BoardVisibility::Public).await;
    boards::join(&stage.db, &moderator, board).await.unwrap();
    boards::change_role(&stage.db, &owner, board, moderator.id, BoardRole::Moderator).await.unwrap();
    let invitation = invite(&stage, &moderator, board, "guest", BoardRole::Moderator).await.unwrap();
    let link = NewLink::parse(BoardRole::Contributor, None, None).unwrap();
    let (_, token) = invitations::create_link(&stage.db, &moderator, board, link).await.unwrap();
    boards::change_role(&stage.db, &owner, board, moderator.id, BoardRole::Member).await.unwrap();
    let accepted = invitations::accept(&stage.db, &guest, invitation.id).await;
    assert!(matches!(accepted, Err(BoardError::NoSuchInvitation)));
    let used = invitations::use_link(&stage.db, &guest, &token).await;
    assert!(matches!(used, Err(BoardError::NoSuchLink)));
    stage.close().await;
}

#[tokio::test]
async fn a_link_lets_in_so_many_for_so_long() {
    let stage = Stage::open().await;
    let owner = stage.person("owner").await;
    let board = board(&stage, &owner, BoardVisibility::Private).await;
    let new = NewLink::parse(BoardRole::Contributor, Some(24), Some(2)).unwrap();
    let (link, token) = invitations::create_link(&stage.db, &owner, board, new).await.unwrap();
    assert_eq!(
        stage.count("select count(*) from board_invite_links where octet_length(token_hash) = 32").await,
        1
    );
    let shown = invitations::preview(stage.db.pool(), &token, stage.db.clock().now()).await.unwrap().unwrap();
    assert_eq!((shown.id, shown.board_title.as_str()), (link.id, "Tales"));

    invitations::use_link(&stage.db, &owner, &token).await.unwrap();
    let mut people = Vec::new();
    for number in 0..4 {
        people.push(stage.person(&format!("guest_{number}")).await);
    }
    let came = join_all(people.iter().map(|person| invitations::use_link(&stage.db, person, &token))).await;
    assert_eq!(came.iter().filter(|came| came.is_ok()).count(), 2, "two places, whoever is first");
    assert_eq!(stage.count("select count(*) from board_members where role = 'CONTRIBUTOR'").await, 2);

    let new = NewLink::parse(BoardRole::Member, Some(24), None).unwrap();
    let (link, token) = invitations::create_link(&stage.db, &owner, board, new).await.unwrap();
    stage.clock.advance(TimeDelta::hours(25));
    let late = invitations::use_link(&stage.db, &people[0], &token).await;
    assert!(matches!(late, Err(BoardError::NoSuchLink)));
    let stranger = boards::invitations::revoke_link(&stage.db, &people[3], link.id).await;
    assert!(matches!(stranger, Err(BoardError::NoSuchLink)));
    fabula_domain::maintenance::sweep(&stage.db).await.unwrap();
    assert_eq!(stage.count("select count(*) from board_invite_links").await, 0);
    for (role, hours, uses) in [
        (BoardRole::Moderator, None, None),
        (BoardRole::Member, Some(721), None),
        (BoardRole::Member, None, Some(0)),
    ] {
        assert!(NewLink::parse(role, hours, uses).is_err());
    }
    assert!(InviteToken::parse("not a token").is_none());
    stage.close().await;
}

#[tokio::test]
async fn of_a_use_of_a_link_and_its_revocation_at_once_one_happens() {
    let stage = Stage::open().await;
    let owner = stage.person("owner").await;
    let board = board(&stage, &owner, BoardVisibility::Private).await;
    for round in 0..6 {
        let guest = stage.person(&format!("guest_{round}")).await;
        let new = NewLink::parse(BoardRole::Member, None, None).unwrap();
        let (link, token) = invitations::create_link(&stage.db, &owner, board, new).await.unwrap();
        let (used, revoked) = tokio::join!(
            invitations::use_link(&stage.db, &guest, &token),
            invitations::revoke_link(&stage.db, &owner, link.id)
        );
        revoked.unwrap();
        assert_eq!(role(&stage, &guest, board).await.is_some(), used.is_ok());
        let later = stage.person(&format!("later_{round}")).await;
        assert!(matches!(
            invitations::use_link(&stage.db, &later, &token).await,
            Err(BoardError::NoSuchLink)
        ));
    }
    stage.close().await;
}

#[tokio::test]
async fn a_ban_takes_back_what_was_asked_and_offered() {
    let stage = Stage::open().await;
    let (owner, guest) = (stage.person("owner").await, stage.person("guest").await);
    let board = board(&stage, &owner, BoardVisibility::Public).await;
    let new = NewLink::parse(BoardRole::Member, None, None).unwrap();
    let (_, token) = invitations::create_link(&stage.db, &owner, board, new).await.unwrap();
    let invitation = invite(&stage, &owner, board, "guest", BoardRole::Member).await.unwrap();
    assert_eq!(invitation.status, InvitationStatus::Pending);
    let ban = NewBan::parse("noise", None).unwrap();
    boards::ban(&stage.db, &owner, board, guest.id, ban).await.unwrap();
    assert!(matches!(
        invitations::accept(&stage.db, &guest, invitation.id).await,
        Err(BoardError::NoSuchInvitation)
    ));
    for refused in
        [invitations::use_link(&stage.db, &guest, &token).await, boards::join(&stage.db, &guest, board).await]
    {
        assert!(matches!(refused, Err(BoardError::Refused(Refusal::Banned(None)))), "{refused:?}");
    }
    let refused = invite(&stage, &owner, board, "guest", BoardRole::Member).await;
    assert!(matches!(refused, Err(BoardError::IsBanned)));
    stage.close().await;
}

#[tokio::test]
async fn who_joins_otherwise_may_still_accept_to_be_more() {
    let stage = Stage::open().await;
    let (owner, guest) = (stage.person("owner").await, stage.person("guest").await);
    let board = board(&stage, &owner, BoardVisibility::Public).await;
    let asked = invite(&stage, &owner, board, "guest", BoardRole::Moderator).await.unwrap();
    boards::join(&stage.db, &guest, board).await.unwrap();
    assert_eq!(role(&stage, &guest, board).await, Some(BoardRole::Member));
    invitations::accept(&stage.db, &guest, asked.id).await.unwrap();
    assert_eq!(role(&stage, &guest, board).await, Some(BoardRole::Moderator));
    stage.close().await;
}

#[tokio::test]
async fn who_came_in_by_the_last_use_of_a_link_is_answered_the_same_again() {
    let stage = Stage::open().await;
    let (owner, guest) = (stage.person("owner").await, stage.person("guest").await);
    let late = stage.person("late").await;
    let board = board(&stage, &owner, BoardVisibility::Private).await;
    let new = NewLink::parse(BoardRole::Member, None, Some(1)).unwrap();
    let (_, token) = invitations::create_link(&stage.db, &owner, board, new).await.unwrap();
    for _ in 0..2 {
        assert_eq!(invitations::use_link(&stage.db, &guest, &token).await.unwrap().id, board);
    }
    let used_up = invitations::use_link(&stage.db, &late, &token).await;
    assert!(matches!(used_up, Err(BoardError::NoSuchLink)), "{used_up:?}");
    stage.close().await;
}
