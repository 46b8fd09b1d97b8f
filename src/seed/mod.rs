//! The small community that `fabula seed` makes: who there is, where they meet, what they tell and what they say to it.
//!
//! The stories stand beside this file as Markdown. They are family stories: the history around them is true, the
//! families are made up.

mod boards;
mod clock;
mod people;
mod stories;

pub(crate) use boards::BOARDS;
pub(crate) use clock::StoryClock;
pub(crate) use people::PEOPLE;
pub(crate) use stories::{CLOSING, STORIES};

use fabula_domain::{accounts::Role, boards::ModerationMode};

/// Somebody with an account.
#[derive(Debug)]
pub(crate) struct Person {
    pub(crate) handle: &'static str,
    pub(crate) name: &'static str,
    pub(crate) languages: &'static [&'static str],
    pub(crate) role: Role,
}

impl Person {
    /// An address that no mail ever reaches (RFC 2606).
    pub(crate) fn email(&self) -> String {
        format!("{}@example.org", self.handle)
    }
}

/// A themed place.
#[derive(Debug)]
pub(crate) struct Board {
    pub(crate) slug: &'static str,
    pub(crate) owner: &'static str,
    pub(crate) title: &'static str,
    pub(crate) description: &'static str,
    pub(crate) languages: &'static [&'static str],
    pub(crate) mode: ModerationMode,
    /// Who joins it.
    pub(crate) members: &'static [&'static str],
}

/// A long-form text with what was said to it.
#[derive(Debug)]
pub(crate) struct Story {
    /// Names it in idempotency keys.
    pub(crate) key: &'static str,
    pub(crate) board: &'static str,
    pub(crate) author: &'static str,
    pub(crate) language: &'static str,
    pub(crate) title: &'static str,
    pub(crate) tags: &'static [&'static str],
    pub(crate) body: &'static str,
    pub(crate) discussion: &'static [Comment],
}

/// A comment with its replies.
#[derive(Debug)]
pub(crate) struct Comment {
    pub(crate) by: &'static str,
    pub(crate) text: &'static str,
    pub(crate) replies: &'static [Comment],
}

impl Comment {
    const fn new(by: &'static str, text: &'static str) -> Self {
        Self { by, text, replies: &[] }
    }

    const fn answered(by: &'static str, text: &'static str, replies: &'static [Self]) -> Self {
        Self { by, text, replies }
    }

    /// How many comments this is, replies included.
    pub(crate) fn count(&self) -> usize {
        1 + self.replies.iter().map(Self::count).sum::<usize>()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use fabula_domain::{accounts::NewAccount, comments::CommentBody};

    use super::*;

    fn authors(comments: &[Comment]) -> Vec<&'static str> {
        comments.iter().flat_map(|comment| [vec![comment.by], authors(comment.replies)].concat()).collect()
    }

    fn texts(comments: &[Comment]) -> Vec<&'static str> {
        comments.iter().flat_map(|comment| [vec![comment.text], texts(comment.replies)].concat()).collect()
    }

    #[test]
    fn everyone_who_says_something_has_an_account() {
        let people: BTreeSet<_> = PEOPLE.iter().map(|person| person.handle).collect();
        for story in STORIES.iter().chain([&CLOSING]) {
            let board = BOARDS.iter().find(|board| board.slug == story.board).expect(story.key);
            assert!(board.owner == story.author || board.members.contains(&story.author), "{}", story.key);
            for author in authors(story.discussion) {
                assert!(people.contains(author), "{author}");
            }
        }
        for board in BOARDS {
            assert!(
                people.contains(board.owner) && board.members.iter().all(|member| people.contains(member))
            );
        }
    }

    #[test]
    fn what_people_give_is_what_the_api_would_take() {
        for person in PEOPLE {
            let languages: Vec<String> = person.languages.iter().map(ToString::to_string).collect();
            NewAccount::parse(person.handle, Some(person.name), &person.email(), "long enough", &languages)
                .unwrap();
        }
        for text in STORIES.iter().flat_map(|story| texts(story.discussion)) {
            CommentBody::parse(text).unwrap();
        }
    }

    #[test]
    fn stories_are_told_in_seven_languages() {
        let languages: BTreeSet<_> = STORIES.iter().map(|story| story.language).collect();
        assert_eq!(languages, BTreeSet::from(["de", "en", "es", "fr", "it", "ja", "ru"]));
    }
}
