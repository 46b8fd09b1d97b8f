//! Text work that needs no database: languages, cleaning, Markdown, differences, folding, fingerprints. Pure and
//! deterministic.

mod clean;
mod diff;
mod disguise;
mod fingerprint;
mod fold;
mod language;
mod markdown;
mod reading;
pub mod scoring;
mod script;
mod search;
mod sentences;
mod slug;
mod summary;
mod teaser;
mod words;

pub use clean::{TextFault, clean_line, clean_text};
pub use diff::{DiffLine, Hunk, LineChange, Piece, diff};
pub use disguise::{Disguise, View, WordKind};
pub use fingerprint::{fingerprint, similarity};
pub use fold::{Folded, fold, looks_latin};
pub use language::{Detection, InvalidLanguage, Language, detect, detect_with_confidence};
pub use markdown::{
    Heading, Passage, PassageKind, RENDERING, absolute as absolute_links, images as markdown_images,
    links as markdown_links, outline as markdown_outline, passages as markdown_passages,
    to_html as markdown_to_html, to_html_without_anchors as markdown_to_html_without_anchors,
    to_plain as markdown_to_plain,
};
pub use reading::reading_minutes;
pub use script::Script;
pub use search::{Excerpt, Needles, QueryFault, SearchQuery, Stems, search_fold, search_words};
pub use sentences::sentences;
pub use slug::slug;
pub use summary::{
    CitedSentence, Discussion, Remark, Summary, SummaryRequest, SummarySentence,
    learning as summary_learning, summarise,
};
pub use teaser::teaser;
pub use words::{Word, words};
