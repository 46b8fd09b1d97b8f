//! What search engines are told in schema.org's words (JSON-LD 1.1).

use serde_json::{Value, json};

/// Writes a description so that it can stand in a script element: nothing in it ends the element, or begins a comment.
pub(super) fn write(graph: &Value) -> String {
    let described = json!({ "@context": "https://schema.org", "@graph": graph }).to_string();
    // In JSON these stand in strings alone, where they can be written otherwise.
    described
        .replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026")
        .replace('\u{2028}', "\\u2028")
        .replace('\u{2029}', "\\u2029")
}

/// The way to a page from the top: names and addresses.
pub(super) fn breadcrumbs(way: &[(&str, &str)]) -> Value {
    let steps: Vec<Value> = (1..)
        .zip(way)
        .map(|(position, (name, address))| {
            json!({ "@type": "ListItem", "position": position, "name": name, "item": address })
        })
        .collect();
    json!({ "@type": "BreadcrumbList", "itemListElement": steps })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_description_ends_the_script() {
        let hostile = "</script><!--<script>alert(1)//\u{2028}&";
        let written = write(&json!([{ "name": hostile }]));
        assert!(!written.contains(['<', '>', '&', '\u{2028}']), "{written}");
        let read: Value = serde_json::from_str(&written).unwrap();
        assert_eq!(read["@graph"][0]["name"], hostile);
    }
}
