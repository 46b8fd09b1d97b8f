use std::collections::HashMap;

use async_graphql::{Enum, Result, SimpleObject, Union};
use fabula_domain::{
    comments,
    ids::{BoardId, CommentId, StoryId, UserId},
    search::{self, Found, Hit},
    viewer::Sight,
};
use uuid::Uuid;

use crate::{accounts::User, boards::Board, comments::Comment, loaders::Loaders, stories::Story};

/// What to look among.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub(crate) enum SearchScope {
    /// Titles, addresses and descriptions of boards.
    Boards,
    /// Titles, tags and texts of stories.
    Stories,
    /// Published comments.
    Comments,
    /// Handles and names of people, and what they say of themselves.
    Users,
}

impl From<SearchScope> for search::SearchScope {
    fn from(scope: SearchScope) -> Self {
        match scope {
            SearchScope::Boards => Self::Board,
            SearchScope::Stories => Self::Story,
            SearchScope::Comments => Self::Comment,
            SearchScope::Users => Self::User,
        }
    }
}

/// What was found.
#[derive(Debug, Clone, Union)]
pub(crate) enum SearchHitSubject {
    Board(Board),
    Story(Story),
    Comment(Comment),
    User(User),
}

/// Something that fits a search, with the part of it that shows why.
#[derive(Debug, Clone, SimpleObject)]
pub(crate) struct SearchHit {
    /// What was found.
    subject: SearchHitSubject,
    /// About 240 characters around where most of the words stand, on one line: matched words in `<mark>`, everything else
    /// escaped. Where only a title matched, the title and the beginning of the text.
    excerpt_html: String,
}

/// What was found, with its title and its text in Markdown.
struct Subject {
    node: SearchHitSubject,
    title: String,
    body: String,
}

impl Subject {
    fn hit(self, found: &Found, wants_excerpt: bool) -> SearchHit {
        let excerpt_html = if wants_excerpt { found.excerpt(&self.title, &self.body) } else { String::new() };
        SearchHit { subject: self.node, excerpt_html }
    }
}

/// The subjects of hits as the viewer sees them, one statement for each kind. What went out of sight since is left out.
pub(crate) async fn load(
    loaders: &Loaders,
    found: &Found,
    sight: Sight,
    wants_excerpt: bool,
) -> Result<Vec<(Hit, SearchHit)>> {
    let hits = &found.page.items;
    let of = |kind| hits.iter().filter(move |hit| hit.kind == kind).map(|hit| hit.id);
    let mut subjects: HashMap<Uuid, Subject> = HashMap::with_capacity(hits.len());
    for (id, board) in loaders.load_many(of(search::SearchScope::Board).map(BoardId::from)).await? {
        let (title, body) = (board.title.clone(), board.description.clone());
        let node = SearchHitSubject::Board(board.into());
        subjects.insert(id.uuid(), Subject { node, title, body });
    }
    for (id, story) in loaders.load_many(of(search::SearchScope::Story).map(StoryId::from)).await? {
        let (title, body) = (story.title.clone(), story.body.clone());
        let node = SearchHitSubject::Story(story.into());
        subjects.insert(id.uuid(), Subject { node, title, body });
    }
    for (id, comment) in loaders.load_many(of(search::SearchScope::Comment).map(CommentId::from)).await? {
        if comment.status == comments::CommentStatus::Published && comment.text_is_visible(sight) {
            let body = comment.body.clone();
            let node = SearchHitSubject::Comment(Comment::seen_by(comment, sight));
            subjects.insert(id.uuid(), Subject { node, title: String::new(), body });
        }
    }
    for (id, user) in loaders.load_many(of(search::SearchScope::User).map(UserId::from)).await? {
        let title = format!("{} (@{})", user.display_name, user.handle);
        let node = SearchHitSubject::User(user.into());
        subjects.insert(id.uuid(), Subject { node, title, body: String::new() });
    }
    let loaded =
        hits.iter().filter_map(|hit| Some((*hit, subjects.remove(&hit.id)?.hit(found, wants_excerpt))));
    Ok(loaded.collect())
}
