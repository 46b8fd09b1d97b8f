//! Search in the API.

mod queries;
mod types;

pub(crate) use queries::SearchQueries;
pub(crate) use types::SearchHit;
