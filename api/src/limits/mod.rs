//! What a document may ask for, and what it costs: known before any of it runs.
//!
//! [`scan()`] reads the text once, without recursion, before the parser sees it: tokens and nesting bound what parsing
//! and validating can take. [`analyse()`] then walks the parsed operation, each fragment once, and counts.

mod analyse;
mod flatten;
mod scan;
mod variables;

pub(crate) use analyse::{Analysis, analyse, operation};
pub(crate) use flatten::flatten_roots;
pub(crate) use scan::scan;
pub(crate) use variables::check_variables;
