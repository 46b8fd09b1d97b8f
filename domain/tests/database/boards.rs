use fabula_domain::{
    Viewer,
    accounts::Role,
    boards::{self, BoardRole, BoardVisibility, ModerationMode},
    page::PageArguments,
};

use crate::stage::{ALL, Stage};

#[tokio::test]
async fn members_are_listed_to_all_who_see_the_board() {
    let stage = Stage::open().await;
    let owner = stage.person("owner").await;
    let (member, stranger) = (stage.person("member").await, stage.person("stranger").await);
    let board = stage.board(&owner, "tales", BoardVisibility::Public, ModerationMode::Pre).await.id;
    boards::join(&stage.db, &member, board).await.unwrap();
    let listed = async |viewer: Option<&Viewer>, role| {
        let page = boards::members(stage.db.pool(), board, role, ALL, viewer.into()).await.unwrap();
        page.items.into_iter().map(|member| (member.user_id, member.role)).collect::<Vec<_>>()
    };
    let both = [(member.id, BoardRole::Member), (owner.id, BoardRole::Owner)];
    assert_eq!(listed(None, None).await, both);
    assert_eq!(listed(None, Some(BoardRole::Owner)).await, both[1..]);
    assert!(listed(None, Some(BoardRole::Moderator)).await.is_empty());

    sqlx::query("update boards set visibility = 'PRIVATE'").execute(stage.db.pool()).await.unwrap();
    for hidden in [None, Some(&stranger)] {
        assert!(listed(hidden, None).await.is_empty());
    }
    let admin = Viewer { role: Role::Admin, ..stranger };
    for viewer in [&owner, &member, &admin] {
        assert_eq!(listed(Some(viewer), None).await, both);
    }
    stage.close().await;
}

#[tokio::test]
async fn members_are_paged_through_while_more_join() {
    let stage = Stage::open().await;
    let owner = stage.person("owner").await;
    let board = stage.board(&owner, "tales", BoardVisibility::Public, ModerationMode::Pre).await.id;
    let mut expected = vec![owner.id];
    for number in 0..4 {
        let person = stage.person(&format!("member_{number}")).await;
        boards::join(&stage.db, &person, board).await.unwrap();
        expected.insert(0, person.id);
    }
    let list = boards::members_list(board, None);
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let arguments = PageArguments { first: Some(2), after: after.clone(), ..PageArguments::default() };
        let request = arguments.check(list).unwrap();
        let page = boards::members(stage.db.pool(), board, None, request, None.into()).await.unwrap();
        seen.extend(page.items.iter().map(|member| member.user_id));
        after = page.items.last().map(|member| list.cursor(member.user_id.uuid()));
        let latecomer = stage.person(&format!("late_{}", seen.len())).await;
        boards::join(&stage.db, &latecomer, board).await.unwrap();
        if !page.has_next {
            break;
        }
    }
    assert_eq!(seen, expected, "each of the first once, in order");
    stage.close().await;
}

#[tokio::test]
async fn a_board_is_what_was_given_as_soon_as_it_is_opened() {
    let stage = Stage::open().await;
    let owner = stage.person("owner").await;
    let opened = stage.board(&owner, "tales", BoardVisibility::Unlisted, ModerationMode::Manual).await;
    let read = boards::by_slug(stage.db.pool(), "TALES", None.into()).await.unwrap().unwrap();
    assert_eq!((opened.id, opened.owner_id, opened.member_count), (read.id, owner.id, 1));
    assert_eq!((opened.visibility, opened.created_at), (read.visibility, read.created_at));
    stage.close().await;
}
