use chrono::TimeDelta;

use super::{MailKind, texts};

/// A mail's words.
pub(super) struct Letter {
    pub(super) subject: String,
    pub(super) text: String,
    pub(super) html: String,
    pub(super) language: &'static str,
}

/// Where the web client takes a token. It stands behind `#`, so that it reaches no server's log.
const fn path(kind: MailKind) -> Option<&'static str> {
    match kind {
        MailKind::VerifyEmail => Some("/account/verify-email"),
        MailKind::ResetPassword => Some("/account/reset-password"),
        MailKind::ChangeEmail => Some("/account/confirm-email"),
        MailKind::PasswordChanged
        | MailKind::EmailChanged
        | MailKind::AccessTokenCreated
        | MailKind::SecondFactorOn
        | MailKind::SecondFactorOff
        | MailKind::RecoveryCodesReplaced
        | MailKind::IdentityLinked
        | MailKind::IdentityUnlinked => None,
    }
}

/// Writes a letter in the first of the reader's languages that there are texts for; in English if there is none.
pub(super) fn write(
    kind: MailKind,
    name: &str,
    languages: &[String],
    site: Option<&str>,
    token: Option<(&str, TimeDelta)>,
) -> Letter {
    let texts = texts::in_one_of(languages);
    let about = texts.about(kind);
    let mut paragraphs = vec![
        Paragraph::Words(texts.greeting.replace("{name}", name)),
        Paragraph::Words(about.body.to_owned()),
    ];
    if let Some((token, lifetime)) = token {
        if let (Some(site), Some(path)) = (site, path(kind)) {
            paragraphs
                .push(Paragraph::Link { label: about.action, url: format!("{site}{path}#token={token}") });
        }
        paragraphs.push(Paragraph::Code { label: texts.code, code: token.to_owned() });
        let hours = lifetime.num_hours().to_string();
        paragraphs.push(Paragraph::Words(texts.lifetime.replace("{hours}", &hours)));
    }
    paragraphs.push(Paragraph::Words(about.otherwise.to_owned()));
    let text: Vec<String> = paragraphs.iter().map(Paragraph::text).collect();
    let html: String = paragraphs.iter().map(Paragraph::html).collect();
    Letter {
        subject: about.subject.to_owned(),
        text: format!("{}\n", text.join("\n\n")),
        html: format!(
            "<!DOCTYPE html>\n<html lang=\"{}\"><head><meta charset=\"utf-8\"><title>{}</title></head>\n<body>\n{html}</body></html>\n",
            texts.language,
            escape(about.subject)
        ),
        language: texts.language,
    }
}

enum Paragraph {
    Words(String),
    Link { label: &'static str, url: String },
    Code { label: &'static str, code: String },
}

impl Paragraph {
    fn text(&self) -> String {
        match self {
            Self::Words(words) => words.clone(),
            Self::Link { label, url } => format!("{label}:\n{url}"),
            Self::Code { label, code } => format!("{label}\n{code}"),
        }
    }

    fn html(&self) -> String {
        match self {
            Self::Words(words) => format!("<p>{}</p>\n", escape(words)),
            Self::Link { label, url } => {
                format!("<p><a href=\"{}\">{}</a></p>\n", escape(url), escape(label))
            }
            Self::Code { label, code } => {
                format!("<p>{}<br><code>{}</code></p>\n", escape(label), escape(code))
            }
        }
    }
}

/// Text as HTML: a display name is whatever somebody chose.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    const KINDS: [MailKind; 11] = [
        MailKind::VerifyEmail,
        MailKind::ResetPassword,
        MailKind::ChangeEmail,
        MailKind::PasswordChanged,
        MailKind::EmailChanged,
        MailKind::AccessTokenCreated,
        MailKind::SecondFactorOn,
        MailKind::SecondFactorOff,
        MailKind::RecoveryCodesReplaced,
        MailKind::IdentityLinked,
        MailKind::IdentityUnlinked,
    ];

    #[test]
    fn every_kind_has_its_words_in_every_language() {
        for language in ["en", "de", "es", "fr", "it", "ru"] {
            for kind in KINDS {
                let token = path(kind).map(|_| ("t0ken", TimeDelta::hours(24)));
                let letter = write(kind, "Ada", &[language.to_owned()], Some("https://example.org"), token);
                assert_eq!(letter.language, language);
                assert!(!letter.subject.is_empty() && !letter.subject.contains('\n'));
                for text in [&letter.text, &letter.html] {
                    assert!(text.contains("Ada") && !text.contains('{'), "{language} {kind:?}: {text}");
                    assert_eq!(text.contains("#token=t0ken"), token.is_some(), "{language} {kind:?}");
                    assert_eq!(text.contains("24"), token.is_some(), "{language} {kind:?}");
                }
            }
        }
    }

    #[test]
    fn the_first_language_that_there_are_texts_for_is_taken() {
        let language = |tags: &[&str]| {
            let tags: Vec<String> = tags.iter().map(ToString::to_string).collect();
            write(MailKind::PasswordChanged, "Ada", &tags, None, None).language
        };
        assert_eq!(language(&["ja", "de-AT", "fr"]), "de");
        assert_eq!(language(&["ja", "den"]), "en");
        assert_eq!(language(&[]), "en");
    }

    #[test]
    fn a_name_is_no_markup_and_without_a_site_there_is_no_link() {
        let token = Some(("t0ken", TimeDelta::hours(1)));
        let letter = write(MailKind::ResetPassword, "<img src=x>", &[], None, token);
        assert!(letter.html.contains("&lt;img src=x&gt;") && !letter.html.contains("<img"));
        assert!(letter.text.contains("t0ken") && !letter.text.contains("token="));
    }
}
