//! What the gateway says to people, in their language.
//!
//! The code speaks English. `locales/en.ftl` gives each sentence that is meant for people a name, and the other files say
//! the same under that name. A sentence on its way out is looked up by its English words, what varies in it is taken out,
//! and the reader's own sentence is filled with that. What has no translation stays English: what is meant for the
//! developer of a client, who looks it up in the docs.

use std::{
    borrow::Cow,
    sync::{Arc, LazyLock},
};

use axum::http::{HeaderMap, header};
use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use unic_langid::LanguageIdentifier;

use self::sentences::Sentences;

mod sentences;
#[cfg(test)]
mod tests;

/// A language that the gateway speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, strum::EnumIter)]
pub(crate) enum Locale {
    #[default]
    English,
    German,
    Spanish,
    French,
    Italian,
    Russian,
}

static ENGLISH: LazyLock<Sentences> = LazyLock::new(|| Sentences::read(Locale::English.source()));
static GERMAN: LazyLock<Translation> = LazyLock::new(|| Translation::read(Locale::German));
static SPANISH: LazyLock<Translation> = LazyLock::new(|| Translation::read(Locale::Spanish));
static FRENCH: LazyLock<Translation> = LazyLock::new(|| Translation::read(Locale::French));
static ITALIAN: LazyLock<Translation> = LazyLock::new(|| Translation::read(Locale::Italian));
static RUSSIAN: LazyLock<Translation> = LazyLock::new(|| Translation::read(Locale::Russian));

impl Locale {
    /// The language that a request prefers (RFC 9110, 12.5.4) among those that there are; English if it names none of
    /// them.
    pub(crate) fn accepted(headers: &HeaderMap) -> Self {
        let values = headers.get_all(header::ACCEPT_LANGUAGE).iter().filter_map(|value| value.to_str().ok());
        let mut best = (0.0, Self::English);
        for range in values.flat_map(|value| value.split(',')) {
            let (tag, weight) = range.split_once(';').unwrap_or((range, "q=1"));
            let weight =
                weight.trim().strip_prefix("q=").and_then(|weight| weight.parse().ok()).unwrap_or(0.0);
            let Some(locale) = Self::of_tag(tag.trim()) else { continue };
            // Of those with the same weight, the one that is named first.
            if weight > best.0 && weight <= 1.0_f32 {
                best = (weight, locale);
            }
        }
        best.1
    }

    fn of_tag(tag: &str) -> Option<Self> {
        let primary = tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
        Some(match primary.as_str() {
            "en" | "*" => Self::English,
            "de" => Self::German,
            "es" => Self::Spanish,
            "fr" => Self::French,
            "it" => Self::Italian,
            "ru" => Self::Russian,
            _ => return None,
        })
    }

    /// Its tag (BCP 47).
    pub(crate) const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
            Self::Spanish => "es",
            Self::French => "fr",
            Self::Italian => "it",
            Self::Russian => "ru",
        }
    }

    const fn source(self) -> &'static str {
        match self {
            Self::English => include_str!("../../locales/en.ftl"),
            Self::German => include_str!("../../locales/de.ftl"),
            Self::Spanish => include_str!("../../locales/es.ftl"),
            Self::French => include_str!("../../locales/fr.ftl"),
            Self::Italian => include_str!("../../locales/it.ftl"),
            Self::Russian => include_str!("../../locales/ru.ftl"),
        }
    }

    fn translation(self) -> Option<&'static Translation> {
        match self {
            Self::English => None,
            Self::German => Some(&GERMAN),
            Self::Spanish => Some(&SPANISH),
            Self::French => Some(&FRENCH),
            Self::Italian => Some(&ITALIAN),
            Self::Russian => Some(&RUSSIAN),
        }
    }

    /// An English sentence in this language, or as it is if there is no translation.
    pub(crate) fn say(self, sentence: &str) -> Cow<'_, str> {
        let said = self.translation().and_then(|translation| translation.say(sentence));
        said.map_or(Cow::Borrowed(sentence), Cow::Owned)
    }
}

/// The sentences of one language by their names.
struct Translation(FluentBundle<Arc<FluentResource>>);

impl Translation {
    fn read(locale: Locale) -> Self {
        let identifier: LanguageIdentifier = locale.tag().parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![identifier]);
        // Answers are data: marks around what varies would be taken for a part of the text.
        bundle.set_use_isolating(false);
        // Faults of the file leave sentences out, which then stay English; a test sees that there are none.
        let resource = FluentResource::try_new(locale.source().to_owned()).unwrap_or_else(|(read, _)| read);
        let _ = bundle.add_resource(Arc::new(resource));
        Self(bundle)
    }

    fn say(&self, english: &str) -> Option<String> {
        let (name, parts) = ENGLISH.find(english)?;
        let pattern = self.0.get_message(name)?.value()?;
        let arguments: FluentArgs<'_> = parts.into_iter().map(|(name, part)| (name, value(part))).collect();
        let mut faults = Vec::new();
        let said = self.0.format_pattern(pattern, Some(&arguments), &mut faults).into_owned();
        faults.is_empty().then_some(said)
    }
}

/// What varies, as a number where it is one, so that a sentence can have the right form for it.
fn value(part: &str) -> FluentValue<'_> {
    let is_number = !part.starts_with('0') && part.bytes().all(|byte| byte.is_ascii_digit());
    if is_number { FluentValue::try_number(part) } else { FluentValue::from(part) }
}
