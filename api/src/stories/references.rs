use async_graphql::{Context, InputObject, Result, SimpleObject};
use fabula_domain::stories;

use crate::context;

/// A source that a story draws on.
#[derive(Debug, Clone, SimpleObject)]
pub(crate) struct Reference {
    /// What it is called.
    title: String,
    /// Where it can be found: an http or https address.
    url: Option<String>,
    /// Who wrote it.
    authors: Vec<String>,
    /// When it was published; negative before the common era.
    published_year: Option<i32>,
    /// What there is to say about it: pages, an archive's shelf mark.
    note: Option<String>,
}

impl From<&stories::Reference> for Reference {
    fn from(reference: &stories::Reference) -> Self {
        let stories::Reference { title, url, authors, year, note } = reference.clone();
        Self { title, url, authors, published_year: year, note }
    }
}

/// Counts sources into the answer.
pub(super) fn count(ctx: &Context<'_>, sources: &stories::References) -> Result<()> {
    let bytes = sources.as_slice().iter().map(|source| {
        let authors: usize = source.authors.iter().map(String::len).sum();
        let others = [source.url.as_ref(), source.note.as_ref()];
        source.title.len() + authors + others.into_iter().flatten().map(String::len).sum::<usize>()
    });
    context::count_bytes(ctx, bytes.sum())
}

/// A source that a story draws on.
#[derive(Debug, InputObject)]
pub(crate) struct ReferenceInput {
    /// What it is called: at most 300 characters.
    title: String,
    /// Where it can be found: an http or https address of at most 2000 bytes.
    url: Option<String>,
    /// Who wrote it: at most 20 names of at most 120 characters.
    authors: Option<Vec<String>>,
    /// When it was published, -4000 to 9999; negative before the common era.
    published_year: Option<i32>,
    /// What there is to say about it: at most 1000 characters.
    note: Option<String>,
}

impl From<ReferenceInput> for stories::Reference {
    fn from(input: ReferenceInput) -> Self {
        let ReferenceInput { title, url, authors, published_year, note } = input;
        Self { title, url, authors: authors.unwrap_or_default(), year: published_year, note }
    }
}

/// What a client sent, as the domain reads it.
pub(crate) fn given(references: Vec<ReferenceInput>) -> Vec<stories::Reference> {
    references.into_iter().map(stories::Reference::from).collect()
}
