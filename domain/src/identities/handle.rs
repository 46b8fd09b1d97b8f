//! Finds handles for people who did not choose one.

use fabula_platform::oidc::Claims;
use sqlx::PgConnection;
use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

use crate::accounts::Handle;

/// What a handle is made from where a person's names leave nothing that it can be made from.
const NOBODY: &str = "reader";
/// The longest that a handle's beginning may be, in characters: what makes it unique comes behind it.
const LONGEST_BASE: usize = 24;
/// How many random endings are tried. Each is one of 90,000, so that one of them is free.
const RANDOM_ENDINGS: usize = 8;

/// The handle that a person's names at a provider suggest: what they are called there in short, or else their name. An
/// address suggests nothing, since a handle is for everybody to see.
fn base(claims: &Claims) -> String {
    let names = [claims.preferred_username.as_deref(), claims.name.as_deref()];
    let mut bases = names.into_iter().flatten().filter(|name| !name.contains('@')).map(plain);
    bases.find(|base| base.len() >= 3).unwrap_or_else(|| NOBODY.to_owned())
}

/// A name in the letters of handles. Marks on letters go, and what is between words becomes `_`.
fn plain(name: &str) -> String {
    let mut plain = String::new();
    // Twice as many characters as are kept: what is longer says nothing more.
    for character in name.nfkd().filter(|character| !is_combining_mark(*character)).take(2 * LONGEST_BASE) {
        if character.is_ascii_alphanumeric() {
            plain.push(character.to_ascii_lowercase());
        } else if !plain.is_empty() && !plain.ends_with('_') {
            plain.push('_');
        }
    }
    plain.truncate(LONGEST_BASE);
    plain.trim_end_matches('_').to_owned()
}

/// A handle that nobody has, or had before they were erased. Whoever takes it at the same moment wins.
pub(super) async fn free(
    connection: &mut PgConnection,
    claims: &Claims,
) -> Result<Option<Handle>, sqlx::Error> {
    let base = base(claims);
    let counted = (2..10).map(|number| format!("{base}_{number}"));
    let random = (0..RANDOM_ENDINGS).map(|_| format!("{base}_{}", rand::random_range(10_000..100_000)));
    let wanted: Vec<String> = std::iter::once(base.clone()).chain(counted).chain(random).collect();
    let found = sqlx::query_scalar!(
        r#"select handle as "handle!" from unnest($1::text[]) with ordinality wanted (handle, place)
           where not exists (select from users u where u.handle = wanted.handle)
             and not exists (select from retired_handles r
                             where r.handle_hash = sha256(convert_to(wanted.handle, 'UTF8')))
           order by place limit 1"#,
        &wanted,
    )
    .fetch_optional(connection)
    .await?;
    Ok(found.and_then(|handle| Handle::parse(&handle).ok()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn called(preferred_username: Option<&str>, name: Option<&str>) -> String {
        base(&Claims {
            preferred_username: preferred_username.map(str::to_owned),
            name: name.map(str::to_owned),
            ..Claims::default()
        })
    }

    #[test]
    fn a_handle_is_made_from_what_somebody_is_called() {
        assert_eq!(called(Some("Ada.L"), Some("Ada Lovelace")), "ada_l");
        assert_eq!(called(None, Some("  Élodie  Dupré-Ñandú ")), "elodie_dupre_nandu");
        assert_eq!(called(Some("x"), Some("Ada Lovelace")), "ada_lovelace");
        assert_eq!(called(None, Some(&"long ".repeat(20))), "long_long_long_long_long");
    }

    #[test]
    fn an_address_and_other_letters_make_no_handle() {
        assert_eq!(called(Some("ada@example.org"), None), NOBODY);
        assert_eq!(called(Some("Ада"), Some("鏡花")), NOBODY);
        assert_eq!(called(None, None), NOBODY);
    }

    proptest! {
        #[test]
        fn whatever_somebody_is_called_a_handle_can_be_made_from_it(name in any::<String>()) {
            let base = called(Some(&name), None);
            prop_assert!(Handle::parse(&base).is_ok(), "{base}");
            let longest = format!("{base}_99999");
            prop_assert!(Handle::parse(&longest).is_ok(), "{longest}");
        }
    }
}
