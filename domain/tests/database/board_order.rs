//! Keeping order on a board: roles, removals, bans, ownership, the archive.

use chrono::TimeDelta;
use fabula_domain::{
    Viewer,
    accounts::Role,
    boards::{
        self, BoardChanges, BoardError, BoardRole, BoardVisibility, ModerationMode, NewBan, Refusal,
        WritingPolicy,
    },
    comments::{
        self, CommentBody, CommentEdit, CreateCommentError, DeleteCommentError, EditCommentError, NewComment,
        Reaction,
    },
    follows::{self, FollowSubject},
    ids::{BoardId, StoryId},
    stories::{
        self, CreateStoryError, DeleteStoryError, NewStory, PublishStoryError, StoryChanges, UpdateStoryError,
    },
};
use futures::future::join_all;

use crate::stage::Stage;

/// A board with an owner, a moderator and a member.
struct Crew {
    owner: Viewer,
    moderator: Viewer,
    member: Viewer,
    board: BoardId,
}

impl Crew {
    async fn gather(stage: &Stage, visibility: BoardVisibility) -> Self {
        let (owner, moderator) = (stage.person("owner").await, stage.person("mina").await);
        let member = stage.person("member").await;
        let board = stage.board(&owner, "tales", BoardVisibility::Public, ModerationMode::Post).await.id;
        for person in [&moderator, &member] {
            boards::join(&stage.db, person, board).await.unwrap();
        }
        boards::change_role(&stage.db, &owner, board, moderator.id, BoardRole::Moderator).await.unwrap();
        let changes = BoardChanges::parse(None, None, None, Some(visibility), None).unwrap();
        boards::update(&stage.db, &owner, board, changes).await.unwrap();
        Self { owner, moderator, member, board }
    }
}

async fn role(stage: &Stage, person: &Viewer, board: BoardId) -> Option<BoardRole> {
    let places = boards::places(stage.db.pool(), person.id, &[board], stage.db.clock().now()).await;
    places.unwrap().pop().unwrap().1.role
}

fn a_ban() -> NewBan {
    NewBan::parse("noise", None).unwrap()
}

async fn write(stage: &Stage, author: &Viewer, board: BoardId) -> Result<StoryId, CreateStoryError> {
    let new = NewStory::parse(board, "The fox", "Once there was a fox.", Some("en"), &[], true).unwrap();
    stories::create(&stage.db, author, new, None).await.map(|story| story.id)
}

async fn say(
    stage: &Stage,
    author: &Viewer,
    story: StoryId,
) -> Result<comments::Comment, CreateCommentError> {
    let body = CommentBody::parse("One more thing").unwrap();
    comments::create(&stage.db, author, NewComment { story, parent: None, body }, None).await
}

#[tokio::test]
async fn people_keep_order_among_those_below_them() {
    let stage = Stage::open().await;
    let Crew { owner, moderator, member, board } = Crew::gather(&stage, BoardVisibility::Public).await;
    let other = stage.person("other").await;
    let change = |viewer, user: &Viewer, role| boards::change_role(&stage.db, viewer, board, user.id, role);
    assert!(change(&moderator, &member, BoardRole::Contributor).await.is_ok());
    for (who, whom, to) in [
        (&moderator, &owner, BoardRole::Member),
        (&owner, &owner, BoardRole::Member),
        (&member, &member, BoardRole::Member),
    ] {
        assert!(change(who, whom, to).await.is_err());
    }
    assert!(matches!(change(&owner, &member, BoardRole::Owner).await, Err(BoardError::RoleTooHigh)));
    assert!(matches!(change(&owner, &other, BoardRole::Member).await, Err(BoardError::NotAMember)));
    assert!(change(&moderator, &moderator, BoardRole::Member).await.is_ok(), "anyone steps down");
    assert!(change(&moderator, &moderator, BoardRole::Moderator).await.is_err(), "and nobody up");

    change(&owner, &moderator, BoardRole::Moderator).await.unwrap();
    let remove = |viewer, user: &Viewer| boards::remove_member(&stage.db, viewer, board, user.id);
    assert!(matches!(remove(&moderator, &owner).await, Err(BoardError::AboveYou)));
    assert_eq!(remove(&moderator, &member).await.unwrap().member_count, 2);
    assert!(matches!(remove(&moderator, &member).await, Err(BoardError::NotAMember)));
    let admin = Viewer { role: Role::Admin, ..other };
    assert!(matches!(remove(&admin, &owner).await, Err(BoardError::AboveYou)));
    assert!(remove(&admin, &moderator).await.is_ok());
    stage.close().await;
}

#[tokio::test]
async fn whoever_is_banned_writes_nothing_and_still_takes_back() {
    let stage = Stage::open().await;
    let Crew { owner, member, board, .. } = Crew::gather(&stage, BoardVisibility::Public).await;
    let theirs = write(&stage, &member, board).await.unwrap();
    let owners = write(&stage, &owner, board).await.unwrap();
    let comment = say(&stage, &member, owners).await.unwrap();
    let answer = say(&stage, &owner, owners).await.unwrap();
    let until = stage.db.clock().now() + TimeDelta::days(1);
    let ban = NewBan::parse("noise", Some(until)).unwrap();
    boards::ban(&stage.db, &owner, board, member.id, ban).await.unwrap();

    let banned = Refusal::Banned(Some(until));
    assert!(
        matches!(write(&stage, &member, board).await, Err(CreateStoryError::Board(why)) if why == banned)
    );
    assert!(
        matches!(say(&stage, &member, owners).await, Err(CreateCommentError::Board(why)) if why == banned)
    );
    let body = CommentBody::parse("Let me put it otherwise").unwrap();
    let edit = CommentEdit { comment: comment.id, expected_revision: 1, body };
    let edited = comments::edit(&stage.db, &member, edit).await;
    assert!(matches!(edited, Err(EditCommentError::Board(why)) if why == banned));
    let changes = StoryChanges::parse(Some("The vixen"), None, None, None).unwrap();
    let changed = stories::update(&stage.db, &member, theirs, 1, changes).await;
    assert!(matches!(changed, Err(UpdateStoryError::Board(why)) if why == banned));
    assert!(comments::react(&stage.db, &member, answer.id, Reaction::Like, false).await.is_err());

    assert!(comments::delete(&stage.db, &member, comment.id).await.is_ok());
    stories::unpublish(&stage.db, &member, theirs).await.unwrap();
    let published = stories::publish(&stage.db, &member, theirs).await;
    assert!(matches!(published, Err(PublishStoryError::Board(why)) if why == banned));
    stage.clock.advance(TimeDelta::days(2));
    assert!(say(&stage, &member, owners).await.is_ok(), "a timed ban ends by itself");
    fabula_domain::maintenance::sweep(&stage.db).await.unwrap();
    assert_eq!(stage.count("select count(*) from board_bans").await, 0);
    stage.close().await;
}

#[tokio::test]
async fn whoever_sees_a_private_board_no_more_still_deletes_what_is_theirs() {
    let stage = Stage::open().await;
    let Crew { owner, moderator, member, board } = Crew::gather(&stage, BoardVisibility::Private).await;
    let theirs = write(&stage, &member, board).await.unwrap();
    let owners = write(&stage, &owner, board).await.unwrap();
    let comment = say(&stage, &member, owners).await.unwrap().id;
    boards::leave(&stage.db, &member, board).await.unwrap();
    let stranger = stage.person("stranger").await;
    let by_stranger = comments::delete(&stage.db, &stranger, comment).await;
    assert!(matches!(by_stranger, Err(DeleteCommentError::NotFound)));
    let by_moderator = comments::delete(&stage.db, &moderator, comment).await;
    assert!(matches!(by_moderator, Err(DeleteCommentError::NotTheAuthor)));
    let answered = comments::delete(&stage.db, &member, comment).await.unwrap();
    assert!(answered.is_none(), "and are not shown where it stood");
    let by_stranger = stories::delete(&stage.db, &stranger, theirs).await;
    assert!(matches!(by_stranger, Err(DeleteStoryError::NotFound)));
    let not_theirs = stories::delete(&stage.db, &member, owners).await;
    assert!(matches!(not_theirs, Err(DeleteStoryError::NotFound)));
    stories::delete(&stage.db, &member, theirs).await.unwrap();
    assert_eq!(stage.count("select count(*) from stories where status = 'PUBLISHED'").await, 1);
    stage.close().await;
}

#[tokio::test]
async fn a_ban_and_what_crosses_it_leave_nobody_inside() {
    let stage = Stage::open().await;
    let owner = stage.person("owner").await;
    let board = stage.board(&owner, "tales", BoardVisibility::Public, ModerationMode::Post).await.id;
    let story = write(&stage, &owner, board).await.unwrap();
    for round in 0..6 {
        let guest = stage.person(&format!("guest_{round}")).await;
        let banning = async {
            boards::ban(&stage.db, &owner, board, guest.id, a_ban()).await.unwrap();
            stage.count("select count(*) from comments").await
        };
        let saying = join_all((0..4).map(|_| say(&stage, &guest, story)));
        let (when_banned, _, _) = tokio::join!(banning, boards::join(&stage.db, &guest, board), saying);
        assert_eq!(role(&stage, &guest, board).await, None);
        assert_eq!(
            stage.count("select count(*) from comments").await,
            when_banned,
            "nothing is added after it"
        );
    }
    stage.close().await;
}

#[tokio::test]
async fn whoever_is_removed_from_a_private_board_finds_nothing_of_it() {
    let stage = Stage::open().await;
    let Crew { owner, moderator, member, board } = Crew::gather(&stage, BoardVisibility::Private).await;
    let story = write(&stage, &owner, board).await.unwrap();
    follows::follow(&stage.db, &member, FollowSubject::Board(board)).await.unwrap();
    boards::ban(&stage.db, &moderator, board, member.id, a_ban()).await.unwrap();
    let sight = (&member).into();
    assert!(boards::by_ids(stage.db.pool(), &[board], sight).await.unwrap().is_empty());
    assert!(stories::by_ids(stage.db.pool(), &[story], sight).await.unwrap().is_empty());
    assert!(
        boards::members(stage.db.pool(), board, None, crate::stage::ALL, sight)
            .await
            .unwrap()
            .items
            .is_empty()
    );
    let followed =
        follows::followed_boards(stage.db.pool(), member.id, crate::stage::ALL, sight).await.unwrap();
    assert!(followed.items.is_empty());
    assert!(matches!(say(&stage, &member, story).await, Err(CreateCommentError::StoryNotFound)));
    assert!(matches!(write(&stage, &member, board).await, Err(CreateStoryError::BoardNotFound)));
    for refused in [
        boards::join(&stage.db, &member, board).await,
        boards::leave(&stage.db, &member, board).await,
        boards::accept_ownership(&stage.db, &member, board).await,
        boards::set_archived(&stage.db, &member, board, true).await,
        boards::lift_ban(&stage.db, &member, board, member.id).await,
    ] {
        assert!(matches!(refused, Err(BoardError::NotFound)), "{refused:?}");
    }
    stage.close().await;
}

#[tokio::test]
async fn a_board_passes_to_whom_it_is_offered() {
    let stage = Stage::open().await;
    let Crew { owner, moderator, member, board } = Crew::gather(&stage, BoardVisibility::Public).await;
    let accept = |viewer| boards::accept_ownership(&stage.db, viewer, board);
    assert!(matches!(accept(&member).await, Err(BoardError::NotOffered)));
    let offered = boards::offer_ownership(&stage.db, &moderator, board, member.id).await;
    assert!(matches!(offered, Err(BoardError::Refused(_))));
    let stranger = stage.person("stranger").await;
    let offered = boards::offer_ownership(&stage.db, &owner, board, stranger.id).await;
    assert!(matches!(offered, Err(BoardError::NotAMember)));
    boards::offer_ownership(&stage.db, &owner, board, moderator.id).await.unwrap();
    for _ in 0..2 {
        boards::offer_ownership(&stage.db, &owner, board, member.id).await.unwrap();
    }
    assert!(matches!(accept(&moderator).await, Err(BoardError::NotOffered)), "the later offer counts");
    for _ in 0..2 {
        assert_eq!(accept(&member).await.unwrap().owner_id, member.id);
    }
    assert_eq!(role(&stage, &owner, board).await, Some(BoardRole::Moderator));
    assert!(boards::leave(&stage.db, &member, board).await.is_err());
    assert!(boards::leave(&stage.db, &owner, board).await.is_ok());
    let told = stage.told().await;
    assert_eq!(told.iter().filter(|told| *told == "board.transferred").count(), 1);
    stage.close().await;
}

#[tokio::test]
async fn an_offer_goes_with_whom_it_was_made_to() {
    let stage = Stage::open().await;
    let Crew { owner, moderator, member, board } = Crew::gather(&stage, BoardVisibility::Public).await;
    for person in [&moderator, &member] {
        boards::offer_ownership(&stage.db, &owner, board, person.id).await.unwrap();
        boards::leave(&stage.db, person, board).await.unwrap();
        assert!(boards::offers(stage.db.pool(), &[board]).await.unwrap().is_empty());
        boards::join(&stage.db, person, board).await.unwrap();
        assert!(boards::accept_ownership(&stage.db, person, board).await.is_err());
    }
    boards::offer_ownership(&stage.db, &owner, board, member.id).await.unwrap();
    assert!(matches!(boards::end_offer(&stage.db, &moderator, board).await, Err(BoardError::NotOffered)));
    boards::end_offer(&stage.db, &member, board).await.unwrap();
    assert!(boards::accept_ownership(&stage.db, &member, board).await.is_err());
    stage.close().await;
}

#[tokio::test]
async fn a_board_has_one_owner_whatever_crosses() {
    let stage = Stage::open().await;
    let Crew { owner, moderator, member, board } = Crew::gather(&stage, BoardVisibility::Public).await;
    let mut owning = owner;
    let mut next = member;
    for _ in 0..8 {
        boards::offer_ownership(&stage.db, &owning, board, next.id).await.unwrap();
        let (accepted, ..) = tokio::join!(
            boards::accept_ownership(&stage.db, &next, board),
            boards::leave(&stage.db, &next, board),
            boards::leave(&stage.db, &owning, board),
            boards::end_offer(&stage.db, &owning, board),
            boards::remove_member(&stage.db, &moderator, board, next.id),
            boards::ban(&stage.db, &moderator, board, next.id, a_ban()),
        );
        let drift = fabula_domain::maintenance::drift(&stage.db).await.unwrap();
        assert!(drift.is_empty(), "{drift:?}");
        assert_eq!(stage.count("select count(*) from board_members where role = 'OWNER'").await, 1);
        if accepted.is_ok() && role(&stage, &next, board).await == Some(BoardRole::Owner) {
            std::mem::swap(&mut owning, &mut next);
        }
        boards::lift_ban(&stage.db, &owning, board, next.id).await.unwrap();
        boards::join(&stage.db, &next, board).await.unwrap();
        if role(&stage, &next, board).await == Some(BoardRole::Moderator) {
            boards::change_role(&stage.db, &owning, board, next.id, BoardRole::Member).await.unwrap();
        }
    }
    stage.close().await;
}

#[tokio::test]
async fn nothing_is_added_once_a_board_is_archived() {
    let stage = Stage::open().await;
    let Crew { owner, member, board, .. } = Crew::gather(&stage, BoardVisibility::Public).await;
    let story = write(&stage, &owner, board).await.unwrap();
    let counts = "select (select count(*) from comments) + (select count(*) from stories)";
    let archiving = async {
        boards::set_archived(&stage.db, &owner, board, true).await.unwrap();
        stage.count(counts).await
    };
    let (when_archived, said, written) = tokio::join!(
        archiving,
        join_all((0..6).map(|_| say(&stage, &member, story))),
        join_all((0..6).map(|_| write(&stage, &member, board)))
    );
    for said in said {
        assert!(matches!(said, Ok(_) | Err(CreateCommentError::Board(Refusal::Archived(_)))), "{said:?}");
    }
    for written in written {
        assert!(matches!(written, Ok(_) | Err(CreateStoryError::Board(Refusal::Archived(_)))), "{written:?}");
    }
    assert_eq!(stage.count(counts).await, when_archived, "nothing is added once it has been answered");
    assert!(matches!(
        say(&stage, &member, story).await,
        Err(CreateCommentError::Board(Refusal::Archived(_)))
    ));
    let guest = stage.person("guest").await;
    let joined = boards::join(&stage.db, &guest, board).await;
    assert!(matches!(joined, Err(BoardError::Refused(Refusal::Archived(_)))));
    let changes = BoardChanges::parse(Some("New"), None, None, None, None).unwrap();
    let changed = boards::update(&stage.db, &owner, board, changes).await;
    assert!(matches!(changed, Err(BoardError::Refused(Refusal::Archived(_)))));

    // What takes away goes on.
    stories::unpublish(&stage.db, &owner, story).await.unwrap();
    boards::leave(&stage.db, &member, board).await.unwrap();
    for _ in 0..2 {
        boards::set_archived(&stage.db, &owner, board, false).await.unwrap();
    }
    assert!(stories::publish(&stage.db, &owner, story).await.is_ok());
    let told = stage.told().await;
    for kind in ["board.archived", "board.unarchived"] {
        assert_eq!(told.iter().filter(|told| *told == kind).count(), 1);
    }
    stage.close().await;
}

#[tokio::test]
async fn on_a_board_of_contributors_members_do_not_write() {
    let stage = Stage::open().await;
    let Crew { owner, moderator, member, board } = Crew::gather(&stage, BoardVisibility::Public).await;
    let changes = BoardChanges::parse(None, None, None, None, None).unwrap();
    let changes = changes.governed(None, Some(WritingPolicy::Contributors));
    boards::update(&stage.db, &owner, board, changes).await.unwrap();
    let refused = write(&stage, &member, board).await;
    assert!(matches!(refused, Err(CreateStoryError::Board(Refusal::ContributorsOnly))));
    assert!(write(&stage, &moderator, board).await.is_ok());
    boards::change_role(&stage.db, &owner, board, member.id, BoardRole::Contributor).await.unwrap();
    assert!(write(&stage, &member, board).await.is_ok());
    stage.close().await;
}

#[tokio::test]
async fn related_boards_share_people_tags_or_languages_and_can_be_seen() {
    let stage = Stage::open().await;
    let (owner, reader) = (stage.person("owner").await, stage.person("reader").await);
    let open = async |slug: &str, language: &str, visibility| {
        let new = boards::NewBoard::parse(slug, "Tales", "", &[language.to_owned()], Some(visibility), None);
        boards::create(&stage.db, &owner, new.unwrap(), None).await.unwrap().id
    };
    let origin = open("origin", "en", BoardVisibility::Public).await;
    let alike = open("alike", "en", BoardVisibility::Public).await;
    let tagged = open("tagged", "fr", BoardVisibility::Public).await;
    let closed = open("closed", "en", BoardVisibility::Private).await;
    let hidden = open("hidden", "en", BoardVisibility::Unlisted).await;
    let archived = open("archived", "en", BoardVisibility::Public).await;
    boards::set_archived(&stage.db, &owner, archived, true).await.unwrap();
    for board in [origin, tagged] {
        let tags = ["fox".to_owned()];
        let new =
            NewStory::parse(board, "The fox", "Once there was a fox.", Some("en"), &tags, true).unwrap();
        stories::create(&stage.db, &owner, new, None).await.unwrap();
    }
    let related = async |viewer: Option<&Viewer>| {
        let rows = boards::related(stage.db.pool(), &[origin, tagged], 20, viewer.into()).await.unwrap();
        let of = |wanted| rows.iter().filter(move |(of, _)| *of == wanted).map(|(_, board)| board.id);
        (of(origin).collect::<Vec<_>>(), of(tagged).collect::<Vec<_>>())
    };
    // A shared tag and the shared owner count more than a language and the shared owner.
    assert_eq!(related(None).await, (vec![tagged, alike], vec![origin, alike]));
    assert_eq!(related(Some(&reader)).await.0, [tagged, alike]);
    let owners = related(Some(&owner)).await.0;
    assert_eq!(owners.len(), 4, "{owners:?}");
    assert!(owners.contains(&closed) && owners.contains(&hidden));
    stage.close().await;
}
