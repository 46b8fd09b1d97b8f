//! What readers follow without an account and without GraphQL: stories of a board, a person or a language, newest first by
//! publication, and the comments of a discussion.
//!
//! Everything is read as an anonymous visitor sees it: nobody's session makes more of it visible, so that an answer is the
//! same for everybody. An unlisted board has its own list, for those who know its address, and is in no other.

mod discussion;
mod entry;
mod place;
mod sitemap;
mod stories;
mod translations;

pub use discussion::{Remark, discussion, discussion_list};
pub use entry::{Byline, Entry, Home};
pub use place::Place;
pub use sitemap::{Sitemap, SitemapStory, sitemap_of_boards, sitemap_of_stories, sitemaps};
pub use stories::{Channel, EntryPage, Texts, entry, stories};
pub use translations::{Translation, translations};

pub use fabula_text::{Language, absolute_links, teaser};

use crate::viewer::Sight;

/// How nobody in particular sees.
const ANYBODY: Sight = Sight { user: None, moderator: false };
