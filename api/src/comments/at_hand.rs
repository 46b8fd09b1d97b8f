//! What of a comment is known once its row is read.

use std::borrow::Cow;

use async_graphql::{Context, InputType as _, Value};
use fabula_domain::comments::Thread;

use super::Comment;
use crate::{
    accounts::User,
    at_hand::{self, AtHand},
    context, page,
};

impl AtHand for Comment {
    fn kind() -> Cow<'static, str> {
        "Comment".into()
    }

    fn at_hand(&self, field: &Context<'_>) -> Option<Value> {
        Some(match field.item.node.name.node.as_str() {
            "id" => self.id.to_value(),
            "body" => long_text(field, self.body.as_ref().map(|body| body.0.as_str()))?,
            "bodyHtml" => long_text(field, self.body_html.as_deref())?,
            "language" => self.language.to_value(),
            "status" => self.status.to_value(),
            "revision" => self.revision.to_value(),
            "replyCount" => self.reply_count.to_value(),
            "createdAt" => self.created_at.to_value(),
            "editedAt" => self.edited_at.to_value(),
            "author" => match self.author_id {
                None => Value::Null,
                Some(author) => {
                    let author = context::gateway(field).people.get(author)?;
                    at_hand::answer(field, &User::from(&*author))?
                }
            },
            "replies" => {
                let argument = |name: &str| field.param_value(name, None).ok().map(|(_, value)| value);
                let text = |name: &str| field.param_value(name, None).ok().map(|(_, value)| value);
                let arguments =
                    page::arguments(argument("first")?, text("after")?, argument("last")?, text("before")?);
                let request = page::check(&arguments, Thread::Replies(self.comment_id).list()).ok()?;
                at_hand::answer(field, &self.replies_at_hand(field, request)?)?
            }
            _ => return None,
        })
    }
}

/// A text, counted into the answer; `None` if it makes that too large, which is for the executor to say.
fn long_text(field: &Context<'_>, text: Option<&str>) -> Option<Value> {
    if let Some(text) = text {
        context::count_text(field, text).ok()?;
    }
    Some(text.into())
}
