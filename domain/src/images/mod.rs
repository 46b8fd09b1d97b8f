//! Images: avatars, covers of stories, and what texts show.
//!
//! Whoever is signed in uploads; what they sent is never kept. It is decoded, turned as its camera said, made smaller if
//! need be, and encoded again ([`process()`]), so that nothing but the picture is left: no place, no camera, no payload. The
//! result is known by its SHA-256, and kept in the object storage under that name.
//!
//! An upload belongs to one person, and only they can make it an avatar or a cover. Uploads that nothing uses are swept
//! away after a day, and files that nobody has uploaded any more with them ([`sweep()`]). A file's row is written before its
//! objects and deleted after them, so that there is never an object that nobody knows of.

mod model;
mod process;
mod queries;
mod set_avatar;
mod set_cover;
mod sweep;
mod upload;

pub(crate) use model::file_name;
pub use model::{Format, Image, WIDTHS, object_name, parse_name};
pub use process::{ProcessError, Processed, Rendition, process};
pub use queries::{avatars, covers};
pub use set_avatar::{SetAvatarError, set_avatar};
pub use set_cover::{Cover, SetCoverError, set_cover};
pub use sweep::{SweepError, sweep};
pub use upload::{Allowed, UploadError, Uploaded, Workshop, upload};

pub(crate) use queries::{Text, forget_comment, forget_story, keep_shown};
