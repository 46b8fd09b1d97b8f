use std::{sync::Arc, time::Duration};

use async_graphql::{ComplexObject, Context, Enum, Result, SimpleObject};
use chrono::{DateTime, Utc};
use fabula_domain::{
    ids::{StoryId, UserId},
    stories::{self, diff},
};

use super::Reference;
use crate::{
    accounts::User,
    context,
    error::{Refusal, internal},
    loaders::RevisionAt,
    scalars::{LanguageTag, Markdown},
};

/// What a line of a comparison, and a piece of it, take in an answer beside their texts.
const LINE_BYTES: usize = 128;
const PIECE_BYTES: usize = 64;
/// How long two revisions are compared before the comparison gets coarse.
const COMPARING: Duration = Duration::from_millis(100);

/// A story as it once was.
#[derive(Debug, SimpleObject)]
#[graphql(complex)]
pub(crate) struct StoryRevision {
    /// Which one, from 1.
    revision: i32,
    /// Its title then.
    title: String,
    /// Its language then.
    language: LanguageTag,
    /// Its tags then.
    tags: Vec<String>,
    /// What it drew on then.
    references: Vec<Reference>,
    /// When it was written.
    edited_at: DateTime<Utc>,
    #[graphql(skip)]
    body: Markdown,
    #[graphql(skip)]
    edited_by: UserId,
    #[graphql(skip)]
    story_id: StoryId,
}

impl From<stories::StoryRevision> for StoryRevision {
    fn from(revision: stories::StoryRevision) -> Self {
        Self {
            revision: revision.revision,
            title: revision.title,
            language: revision.language.into(),
            tags: revision.tags,
            references: revision.sources.as_slice().iter().map(Reference::from).collect(),
            body: revision.body.into(),
            edited_at: revision.edited_at,
            edited_by: revision.edited_by,
            story_id: revision.story_id,
        }
    }
}

#[ComplexObject]
impl StoryRevision {
    /// Its text then.
    async fn body(&self, ctx: &Context<'_>) -> Result<&Markdown> {
        context::count_text(ctx, &self.body.0)?;
        Ok(&self.body)
    }

    /// Who wrote it.
    async fn edited_by(&self, ctx: &Context<'_>) -> Result<User> {
        let editor = context::user(ctx, self.edited_by).await?;
        Ok(editor.ok_or_else(|| Refusal::bad_input("The revision's author is gone."))?)
    }

    /// What changed in the text since an earlier (or until a later) revision. Null if there is no such revision, or the
    /// viewer may not read it.
    async fn diff(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The revision to compare with; the one before when not given.")] from: Option<i32>,
    ) -> Result<Option<StoryDiff>> {
        let from = from.unwrap_or(self.revision - 1);
        let Some(old) = context::loaders(ctx).load_one(RevisionAt(self.story_id, from)).await? else {
            return Ok(None);
        };
        let (body, new) = (Arc::clone(&old), self.body.0.clone());
        // Long texts take their time, which is nothing for a thread that answers others meanwhile.
        let hunks = tokio::task::spawn_blocking(move || diff::diff(&body.body, &new, COMPARING));
        let hunks = hunks.await.map_err(internal)?;
        for line in hunks.iter().flat_map(|hunk| &hunk.lines) {
            // Short lines are more of structure than of text.
            let pieces = line.pieces.iter().map(|piece| piece.text.len() + PIECE_BYTES);
            context::count_bytes(ctx, LINE_BYTES + pieces.sum::<usize>())?;
        }
        Ok(Some(StoryDiff {
            from,
            to: self.revision,
            title_before: old.title.clone(),
            title_after: self.title.clone(),
            hunks: hunks.into_iter().map(DiffHunk::from).collect(),
        }))
    }
}

/// What changed between two revisions of a story.
#[derive(Debug, SimpleObject)]
pub(crate) struct StoryDiff {
    /// The revision that it was.
    from: i32,
    /// The revision that it became.
    to: i32,
    /// The title that it had.
    title_before: String,
    /// The title that it got.
    title_after: String,
    /// The changed stretches of the Markdown text in reading order; none if it is the same.
    hunks: Vec<DiffHunk>,
}

/// A stretch of changed lines, with up to two unchanged ones around it.
#[derive(Debug, SimpleObject)]
pub(crate) struct DiffHunk {
    /// Its first line in the old text, from 1.
    old_start: i32,
    /// How many lines of the old text it covers.
    old_lines: i32,
    /// Its first line in the new text, from 1.
    new_start: i32,
    /// How many lines of the new text it covers.
    new_lines: i32,
    /// The lines in reading order.
    lines: Vec<DiffLine>,
}

/// What became of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub(crate) enum DiffLineKind {
    /// It stands in both texts.
    Unchanged,
    /// It only stands in the old text.
    Deleted,
    /// It only stands in the new text.
    Inserted,
}

/// A line of a comparison.
#[derive(Debug, SimpleObject)]
pub(crate) struct DiffLine {
    /// What became of it.
    kind: DiffLineKind,
    /// Its number in the old text, from 1. Null for an inserted line.
    old_number: Option<i32>,
    /// Its number in the new text, from 1. Null for a deleted line.
    new_number: Option<i32>,
    /// Its text, in pieces.
    pieces: Vec<DiffPiece>,
}

/// A piece of a line.
#[derive(Debug, SimpleObject)]
pub(crate) struct DiffPiece {
    /// The text.
    text: String,
    /// Whether these words are what makes the line differ from the one that it replaces, or that replaces it.
    is_changed: bool,
}

fn number(number: usize) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

impl From<diff::Hunk> for DiffHunk {
    fn from(hunk: diff::Hunk) -> Self {
        Self {
            old_start: number(hunk.old_start),
            old_lines: number(hunk.old_lines),
            new_start: number(hunk.new_start),
            new_lines: number(hunk.new_lines),
            lines: hunk.lines.into_iter().map(DiffLine::from).collect(),
        }
    }
}

impl From<diff::DiffLine> for DiffLine {
    fn from(line: diff::DiffLine) -> Self {
        let piece = |piece: diff::Piece| DiffPiece { text: piece.text, is_changed: piece.changed };
        Self {
            kind: match line.change {
                diff::LineChange::Unchanged => DiffLineKind::Unchanged,
                diff::LineChange::Deleted => DiffLineKind::Deleted,
                diff::LineChange::Inserted => DiffLineKind::Inserted,
            },
            old_number: line.old_number.map(number),
            new_number: line.new_number.map(number),
            pieces: line.pieces.into_iter().map(piece).collect(),
        }
    }
}
