//! Images in the API. They are uploaded over plain HTTP (`http/images.rs`); here they are used.

mod mutations;
mod types;

pub(crate) use mutations::ImageMutations;
pub(crate) use types::Image;
