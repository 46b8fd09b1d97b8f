use fabula_platform::db::Db;
use fabula_text::clean_text;

use super::{DisplayName, announce_change};
use crate::{Invalid, Viewer, fault, images};

/// The longest text about oneself, in characters.
const LONGEST_BIO: usize = 2_000;

/// What a person changes about themselves; what is `None` stays.
#[derive(Debug, Clone, Default)]
pub struct ProfileChanges {
    display_name: Option<DisplayName>,
    /// `Some(None)` takes it away.
    bio: Option<Option<String>>,
    languages: Option<Vec<String>>,
}

impl ProfileChanges {
    /// Reads what a client sent. An empty bio is none.
    ///
    /// # Errors
    /// The first field that can't be accepted.
    pub fn parse(
        display_name: Option<&str>,
        bio: Option<Option<&str>>,
        languages: Option<&[String]>,
    ) -> Result<Self, Invalid> {
        let bio = match bio {
            Some(Some(text)) if !text.trim().is_empty() => {
                Some(Some(clean_text(text, LONGEST_BIO).map_err(Invalid::text("bio"))?))
            }
            Some(_) => Some(None),
            None => None,
        };
        Ok(Self {
            display_name: display_name.map(DisplayName::parse).transpose()?,
            bio,
            languages: languages.map(|tags| fault::languages("languages", tags, 20)).transpose()?,
        })
    }
}

/// Changes what a person shows of themselves. Handles never change: mentions and links lead by them.
///
/// # Errors
/// If the database refuses.
pub async fn update_profile(db: &Db, viewer: &Viewer, changes: ProfileChanges) -> Result<(), sqlx::Error> {
    let sets_bio = changes.bio.is_some();
    let bio = changes.bio.flatten();
    // Rendered before a connection is taken.
    let bio_html = bio.as_deref().map(fabula_text::markdown_to_html_without_anchors);
    let mut transaction = db.begin().await?;
    sqlx::query!(
        "update users set display_name = coalesce($2, display_name), languages = coalesce($3, languages),
                          bio = case when $4 then $5 else bio end,
                          bio_html = case when $4 then $6 else bio_html end
         where id = $1",
        viewer.id.uuid(),
        changes.display_name.as_ref().map(DisplayName::as_str),
        changes.languages.as_deref(),
        sets_bio,
        bio,
        bio_html,
    )
    .execute(&mut *transaction)
    .await?;
    if let Some(bio) = &bio {
        images::keep_shown(&mut transaction, viewer.id, images::Text::Bio, bio).await?;
    }
    announce_change(&mut transaction, viewer.id);
    transaction.commit().await
}
