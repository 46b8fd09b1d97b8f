//! Lists by language.

use sqlx::{Postgres, QueryBuilder};

/// Adds the condition that `column` is one of these languages or a regional form of one: `en` finds `en-GB` (RFC 4647,
/// section 3.3.1, basic filtering). The tags are canonical.
pub(crate) fn push_filter(query: &mut QueryBuilder<Postgres>, column: &'static str, languages: &[String]) {
    let regional: Vec<String> = languages.iter().map(|tag| format!("{tag}-%")).collect();
    query.push("(").push(column).push(" = any(").push_bind(languages.to_vec()).push(") or ").push(column);
    query.push(" like any(").push_bind(regional).push("))");
}
