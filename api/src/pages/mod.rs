//! Pages for readers and search engines: a story with its discussion; the stories of a board, a person, a language.
//!
//! They are whole without a script, and run none: the policy of each answer lets a browser do nothing but show its text,
//! its images and the one style sheet that is in it. Whatever people wrote is escaped by the templates, but for stories and
//! comments themselves, which were sanitised when they were written.

mod head;
mod json_ld;
mod listing;
mod policy;
mod story;
mod view;

pub(crate) use head::{Alternate, alternates};
pub(crate) use view::direction;

use askama::Template;
use axum::{
    Router,
    http::{HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Response},
    routing::get,
};

use crate::{
    http::State,
    messages::Locale,
    reading::{Absent, Visit},
    user_errors::sentence as sentence_of,
};

/// What a list of stories costs, in points, and a story with its discussion: as much as the same by GraphQL.
const LIST_COST: u32 = 60;
const STORY_COST: u32 = 120;

/// The routes of pages.
pub(crate) fn routes() -> Router<State> {
    Router::new()
        .route("/boards/{slug}", get(listing::board))
        .route("/users/{handle}", get(listing::user))
        .route("/languages/{tag}", get(listing::language))
        .route("/stories/{id}", get(story::by_id))
        .route("/stories/{id}/{slug}", get(story::show))
}

#[derive(Template)]
#[template(path = "absent.html")]
struct AbsentPage<'a> {
    status: u16,
    sentence: &'a str,
    style: &'static str,
}

#[derive(Template)]
#[template(path = "refusal.html")]
struct RefusalPage<'a> {
    status: u16,
    language: &'static str,
    sentence: &'a str,
    back: Option<&'a str>,
    back_label: &'a str,
    style: &'static str,
}

/// A page that says in the reader's language why something was not done, with a link to where they came from.
pub(crate) fn refusal(status: StatusCode, english: &str, back: Option<&str>, locale: Locale) -> Response {
    let sentence = locale.say(english);
    let label = sentence_of(&"back to where you were");
    let label = locale.say(&label);
    let page = RefusalPage {
        status: status.as_u16(),
        // What has no translation is English.
        language: if sentence == english { Locale::English.tag() } else { locale.tag() },
        sentence: &sentence,
        back,
        back_label: &label,
        style: policy::STYLE,
    };
    let Ok(page) = page.render() else { return format!("{sentence}\n").into_response() };
    let mut answer = Html(page).into_response();
    answer.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy::for_images_of("'none'"));
    answer
}

#[derive(Template)]
#[template(path = "code_form.html")]
struct CodeForm<'a> {
    language: &'static str,
    sentence: &'a str,
    send_label: &'a str,
    style: &'static str,
}

/// A page that asks for a code of the second factor in the reader's language. Its form sends `code` to the page's own
/// address.
pub(crate) fn code_form(english: &str, locale: Locale) -> Response {
    let sentence = locale.say(english);
    let label = sentence_of(&"sign in");
    let label = locale.say(&label);
    let page = CodeForm {
        language: locale.tag(),
        sentence: &sentence,
        // It is a label, no sentence.
        send_label: label.trim_end_matches('.'),
        style: policy::STYLE,
    };
    let Ok(page) = page.render() else { return format!("{sentence}\n").into_response() };
    let mut answer = Html(page).into_response();
    answer.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy::for_a_form());
    answer
}

/// What is answered in the place of a page.
struct NoPage(Absent);

impl<E: Into<Absent>> From<E> for NoPage {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

impl IntoResponse for NoPage {
    fn into_response(self) -> Response {
        let (status, sentence) = self.0.describe();
        let page = AbsentPage { status: status.as_u16(), sentence, style: policy::STYLE };
        let Ok(page) = page.render() else { return self.0.into_response() };
        let mut answer = self.0.mark(Html(page).into_response());
        answer.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy::for_images_of("'none'"));
        answer
    }
}

/// Answers with a page.
fn respond(visit: &Visit, page: &impl Template, is_listed: bool) -> Result<Response, NoPage> {
    let body = page.render()?;
    let mut answer = visit.answer("text/html; charset=utf-8", body, None, is_listed);
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, policy::for_images_of(&visit.site.origin()));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("strict-origin-when-cross-origin"));
    Ok(answer)
}
