use async_graphql::{InputValueError, InputValueResult, Result, Scalar, ScalarType, Value};

use crate::error::Refusal;

macro_rules! text_scalar {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub(crate) struct $name(pub(crate) String);

        $(#[$doc])*
        #[Scalar]
        impl ScalarType for $name {
            fn parse(value: Value) -> InputValueResult<Self> {
                match value {
                    Value::String(text) => Ok(Self(text)),
                    other => Err(InputValueError::expected_type(other)),
                }
            }

            fn is_valid(value: &Value) -> bool {
                matches!(value, Value::String(_))
            }

            fn to_value(&self) -> Value {
                Value::String(self.0.clone())
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(text)
            }
        }
    };
}

text_scalar!(
    /// A language tag as BCP 47 has it: `en`, `pt-BR`, `zh-Hant`. `und` where the language is not known.
    LanguageTag
);
text_scalar!(
    /// A text in CommonMark, with tables, footnotes, strikethrough, task lists, bare addresses and `@handle` as links. Its HTML
    /// rendering is sanitised.
    Markdown
);

/// The texts of optional language tags.
pub(crate) fn tags(tags: Option<Vec<LanguageTag>>) -> Option<Vec<String>> {
    tags.map(|tags| tags.into_iter().map(|tag| tag.0).collect())
}

/// The most languages that a list is filtered by.
const MOST_LANGUAGES: usize = 50;

/// Languages that a list is filtered by, in their canonical form.
///
/// # Errors
/// If one is not a language tag, or there are more than fifty.
pub(crate) fn filters(tags: Option<Vec<LanguageTag>>) -> Result<Vec<String>> {
    let tags = self::tags(tags).unwrap_or_default();
    let tags = fabula_domain::fault::languages("languages", &tags, MOST_LANGUAGES);
    Ok(tags.map_err(|invalid| Refusal::bad_input(format!("`{}` {}.", invalid.field, invalid.message)))?)
}

/// A language that a list is filtered by, in its canonical form.
///
/// # Errors
/// If it is not a language tag.
pub(crate) fn filter(tag: &LanguageTag) -> Result<String> {
    let tag = fabula_domain::fault::language("language", &tag.0);
    Ok(tag.map_err(|invalid| Refusal::bad_input(format!("`{}` {}.", invalid.field, invalid.message)))?)
}
