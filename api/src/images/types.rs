use async_graphql::{Context, Object, Result};
use fabula_domain::images;

use crate::{context, error::Refusal};

/// A picture: an avatar or a cover. It never changes; another picture has another address.
#[derive(Debug, Clone)]
pub(crate) struct Image(images::Image);

impl From<images::Image> for Image {
    fn from(image: images::Image) -> Self {
        Self(image)
    }
}

/// A picture: an avatar or a cover. It never changes; another picture has another address.
#[Object]
impl Image {
    /// Where it is. With `width`, the narrowest rendition that is at least as wide, or the full size if there is none.
    async fn url(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How wide it will be shown, in device pixels: 1 to 10,000.")] width: Option<i32>,
    ) -> Result<String> {
        let path = match width {
            None => self.0.path(),
            Some(width) => {
                let wanted = u32::try_from(width).ok().filter(|width| (1..=10_000).contains(width));
                let wanted = wanted.ok_or_else(|| Refusal::bad_input("`width` takes 1 to 10,000 pixels."))?;
                self.0.path_at(wanted)
            }
        };
        Ok(context::gateway(ctx).config.address(&path))
    }

    /// All renditions with their widths, as HTML's `srcset` takes them.
    async fn srcset(&self, ctx: &Context<'_>) -> String {
        let config = &context::gateway(ctx).config;
        let narrower = self.0.widths().map(|width| (self.0.path_at(width), width.to_string()));
        let full = (self.0.path(), self.0.width.to_string());
        let all = narrower.chain(std::iter::once(full));
        all.map(|(path, width)| format!("{} {width}w", config.address(&path))).collect::<Vec<_>>().join(", ")
    }

    /// Pixels of the full size from left to right.
    async fn width(&self) -> i32 {
        self.0.width
    }

    /// Pixels of the full size from top to bottom.
    async fn height(&self) -> i32 {
        self.0.height
    }

    /// What it is: `image/jpeg` or `image/webp`.
    async fn media_type(&self) -> &'static str {
        self.0.format.media_type()
    }

    /// What it shows, for those who do not see it. Null if its author did not say, and for avatars.
    async fn alt_text(&self) -> Option<&str> {
        self.0.alt_text.as_deref()
    }
}
