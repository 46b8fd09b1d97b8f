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
    http::{HeaderValue, header},
    response::{Html, IntoResponse, Response},
    routing::get,
};

use crate::{
    http::State,
    reading::{Absent, Visit},
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
