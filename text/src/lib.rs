//! Text work that needs no database: languages, cleaning, Markdown, folding, fingerprints. Pure and deterministic.

mod clean;
mod fingerprint;
mod fold;
mod language;
mod markdown;
mod script;
mod words;

pub use clean::{TextFault, clean_line, clean_text};
pub use fingerprint::{fingerprint, similarity};
pub use fold::{Folded, fold, looks_latin};
pub use language::{Detection, InvalidLanguage, Language, detect, detect_with_confidence};
pub use markdown::{to_html as markdown_to_html, to_plain as markdown_to_plain};
pub use script::Script;
pub use words::{Word, words};
