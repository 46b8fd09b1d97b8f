use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::SearchScope;
use crate::page::PageError;

/// A place among what a search found: behind this score, and of the same score, this id.
///
/// It also keeps when the first page was asked for. Scores fall with age; measured from one moment, they are the same on
/// every page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SearchCursor {
    pub(super) asked_at: DateTime<Utc>,
    pub(super) score: f64,
    pub(super) id: Uuid,
}

impl SearchCursor {
    /// Names a search, so that another one refuses its cursors.
    pub(super) fn list(query: &str, scopes: &[SearchScope], languages: &[String]) -> [u8; 4] {
        let digest = Sha256::digest(format!("search/{scopes:?}/{languages:?}/{query}").as_bytes());
        [digest[0], digest[1], digest[2], digest[3]]
    }

    pub(super) fn write(self, list: [u8; 4]) -> String {
        let mut bytes = [0_u8; 36];
        bytes[..4].copy_from_slice(&list);
        bytes[4..12].copy_from_slice(&self.asked_at.timestamp_micros().to_be_bytes());
        bytes[12..20].copy_from_slice(&self.score.to_be_bytes());
        bytes[20..].copy_from_slice(self.id.as_bytes());
        BASE64_URL_SAFE_NO_PAD.encode(bytes)
    }

    pub(super) fn read(cursor: &str, list: [u8; 4]) -> Result<Self, PageError> {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(cursor).map_err(|_| PageError::Cursor)?;
        let bytes: [u8; 36] = bytes.try_into().map_err(|_| PageError::Cursor)?;
        let part = |from: usize| {
            let mut part = [0_u8; 8];
            part.copy_from_slice(&bytes[from..from + 8]);
            part
        };
        // A time in reach of the calendar, and a number: the database takes nothing else.
        let asked_at = DateTime::from_timestamp_micros(i64::from_be_bytes(part(4)))
            .filter(|time| (0..=253_402_300_799).contains(&time.timestamp()));
        let score = f64::from_be_bytes(part(12));
        let id = Uuid::from_slice(&bytes[20..]).map_err(|_| PageError::Cursor)?;
        match asked_at {
            Some(asked_at) if bytes[..4] == list && score.is_finite() => Ok(Self { asked_at, score, id }),
            _ => Err(PageError::Cursor),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_leads_back_to_its_place_and_to_no_other_search() {
        let asked_at = DateTime::from_timestamp_micros(1_772_000_000_123_456).unwrap();
        let cursor = SearchCursor { asked_at, score: 0.123_456_789, id: Uuid::from_u128(7) };
        let list = SearchCursor::list("tea", &SearchScope::ALL, &[]);
        let written = cursor.write(list);
        assert_eq!(SearchCursor::read(&written, list), Ok(cursor));
        for other in [
            SearchCursor::list("coffee", &SearchScope::ALL, &[]),
            SearchCursor::list("tea", &[SearchScope::Story], &[]),
            SearchCursor::list("tea", &SearchScope::ALL, &["en".to_owned()]),
        ] {
            assert_eq!(SearchCursor::read(&written, other), Err(PageError::Cursor));
        }
    }

    #[test]
    fn numbers_that_the_database_does_not_take_are_refused() {
        let list = SearchCursor::list("tea", &SearchScope::ALL, &[]);
        let asked_at = DateTime::from_timestamp_micros(1).unwrap();
        for score in [f64::NAN, f64::INFINITY] {
            let written = SearchCursor { asked_at, score, id: Uuid::nil() }.write(list);
            assert_eq!(SearchCursor::read(&written, list), Err(PageError::Cursor));
        }
        for time in [i64::MIN, i64::MAX, -1] {
            let mut bytes = [0_u8; 36];
            bytes[..4].copy_from_slice(&list);
            bytes[4..12].copy_from_slice(&time.to_be_bytes());
            let written = BASE64_URL_SAFE_NO_PAD.encode(bytes);
            assert_eq!(SearchCursor::read(&written, list), Err(PageError::Cursor));
        }
    }
}
