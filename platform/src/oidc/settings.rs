use std::sync::Arc;

use openidconnect::IssuerUrl;
use secrecy::SecretString;
use serde_json::{Map, Value};
use url::Url;

use super::http::is_safe;

/// The most providers that an instance has: people choose among buttons.
const MOST_PROVIDERS: usize = 20;
/// The longest key, and the longest value of any other field, in bytes.
const LONGEST_KEY: usize = 40;
const LONGEST_VALUE: usize = 1_000;
/// What is asked of a provider if the settings name nothing: who somebody is, their address, and what they are called.
const USUAL_SCOPES: [&str; 3] = ["openid", "email", "profile"];
/// Every field of a provider's settings.
const FIELDS: [&str; 7] =
    ["key", "name", "issuer", "clientId", "clientSecret", "scopes", "joinVerifiedAddresses"];

/// A provider as the operator describes it.
#[derive(Debug, Clone)]
pub struct ProviderSettings {
    /// Its name in addresses: 1 to 40 of `a` to `z`, digits and `-`.
    pub key: String,
    /// The name that people know it by.
    pub name: String,
    /// What it calls itself, and where its discovery document is found.
    pub issuer: IssuerUrl,
    /// What it knows this instance as.
    pub client_id: String,
    /// What proves to it that it is this instance; `None` for a public client, which PKCE alone protects.
    pub client_secret: Option<SecretString>,
    /// What it is asked for.
    pub scopes: Vec<String>,
    /// Whether an address that it says is verified opens the account that has proven the same address.
    pub joins_verified_addresses: bool,
}

/// What is wrong with the settings. It shows none of their values but keys and addresses.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct InvalidProviders(String);

/// The providers that an instance trusts, as they were read; none is a list that is empty. Cheap to clone.
///
/// Reading never fails, since what reads a command line shows what it could not read: [`checked`](Self::checked) tells.
#[derive(Debug, Clone)]
pub struct ProviderList(Result<Arc<[ProviderSettings]>, InvalidProviders>);

impl Default for ProviderList {
    fn default() -> Self {
        Self(Ok(Arc::default()))
    }
}

impl ProviderList {
    /// Reads a JSON list of providers, or the file with one that `text` is the path of. Nothing is no providers.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let text = text.trim();
        if text.is_empty() {
            return Self::default();
        }
        if text.starts_with(['[', '{']) {
            return Self(parse(text));
        }
        let file = std::fs::read_to_string(text)
            .map_err(|error| InvalidProviders(format!("the file `{text}` can't be read: {error}")));
        Self(file.and_then(|file| parse(&file)))
    }

    /// The providers.
    ///
    /// # Errors
    /// If they can't be read.
    pub fn checked(&self) -> Result<&[ProviderSettings], InvalidProviders> {
        self.0.as_deref().map_err(Clone::clone)
    }
}

fn parse(text: &str) -> Result<Arc<[ProviderSettings]>, InvalidProviders> {
    // The parser's own words may quote what is there: the place is enough.
    let value: Value = serde_json::from_str(text).map_err(|error| {
        InvalidProviders(format!("it is not JSON: line {}, column {}", error.line(), error.column()))
    })?;
    let Value::Array(entries) = value else {
        return Err(InvalidProviders("it is not a list: write `[{…}]`".to_owned()));
    };
    if entries.len() > MOST_PROVIDERS {
        return Err(InvalidProviders(format!("it has more than {MOST_PROVIDERS} providers")));
    }
    let mut providers: Vec<ProviderSettings> = Vec::with_capacity(entries.len());
    for (index, entry) in entries.iter().enumerate() {
        let place = |fault: String| InvalidProviders(format!("provider {}: {fault}", index + 1));
        let Value::Object(fields) = entry else {
            return Err(place("it is not an object".to_owned()));
        };
        let provider = provider(fields).map_err(place)?;
        for other in &providers {
            if other.key == provider.key {
                return Err(place(format!("another provider has the key `{}`, too", provider.key)));
            }
            // Somebody is who they are by issuer and subject: two settings for one issuer would be one provider.
            if other.issuer == provider.issuer {
                return Err(place(format!("another provider has the issuer `{}`, too", *provider.issuer)));
            }
        }
        providers.push(provider);
    }
    Ok(providers.into())
}

fn provider(fields: &Map<String, Value>) -> Result<ProviderSettings, String> {
    if let Some(unknown) = fields.keys().find(|field| !FIELDS.contains(&field.as_str())) {
        return Err(format!("there is no field `{unknown}`; there are {}", FIELDS.join(", ")));
    }
    let key = needed(fields, "key")?;
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    if key.len() > LONGEST_KEY || !key.bytes().all(plain) {
        return Err("`key` takes 1 to 40 of a–z, digits and `-`".to_owned());
    }
    let issuer = needed(fields, "issuer")?;
    let url = Url::parse(issuer).ok().filter(|url| url.query().is_none() && url.fragment().is_none());
    if !url.as_ref().is_some_and(is_safe) {
        return Err(
            "`issuer` is not an https address without `?` and `#` (http is for this machine)".to_owned()
        );
    }
    let issuer = IssuerUrl::new(issuer.to_owned()).map_err(|_| "`issuer` is not an address".to_owned())?;
    Ok(ProviderSettings {
        key: key.to_owned(),
        name: needed(fields, "name")?.to_owned(),
        issuer,
        client_id: needed(fields, "clientId")?.to_owned(),
        client_secret: text(fields, "clientSecret")?.map(SecretString::from),
        scopes: scopes(fields)?,
        joins_verified_addresses: match fields.get("joinVerifiedAddresses") {
            None => false,
            Some(Value::Bool(joins)) => *joins,
            Some(_) => return Err("`joinVerifiedAddresses` takes true or false".to_owned()),
        },
    })
}

fn needed<'a>(fields: &'a Map<String, Value>, field: &str) -> Result<&'a str, String> {
    text(fields, field)?.ok_or_else(|| format!("`{field}` is missing"))
}

fn text<'a>(fields: &'a Map<String, Value>, field: &str) -> Result<Option<&'a str>, String> {
    match fields.get(field) {
        None => Ok(None),
        Some(Value::String(text)) if (1..=LONGEST_VALUE).contains(&text.len()) && text.trim() == text => {
            Ok(Some(text))
        }
        Some(_) => {
            Err(format!("`{field}` takes a text of 1 to {LONGEST_VALUE} bytes without spaces around it"))
        }
    }
}

/// What is asked for. OpenID Connect needs `openid`, so that it is never left out.
fn scopes(fields: &Map<String, Value>) -> Result<Vec<String>, String> {
    let Some(listed) = fields.get("scopes") else {
        return Ok(USUAL_SCOPES.map(str::to_owned).to_vec());
    };
    let wrong = || "`scopes` takes a list of texts without spaces".to_owned();
    let listed = listed.as_array().ok_or_else(wrong)?;
    let mut scopes = vec!["openid".to_owned()];
    for scope in listed {
        let scope =
            scope.as_str().filter(|scope| !scope.is_empty() && scope.bytes().all(|b| b.is_ascii_graphic()));
        let scope = scope.ok_or_else(wrong)?;
        if !scopes.iter().any(|known| known == scope) {
            scopes.push(scope.to_owned());
        }
    }
    Ok(scopes)
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"[{"key": "example", "name": "Example", "issuer": "https://id.example.org",
        "clientId": "fabula", "clientSecret": "wintergreen", "scopes": ["email"], "joinVerifiedAddresses": true}]"#;

    fn fault(text: &str) -> String {
        ProviderList::read(text).checked().unwrap_err().to_string()
    }

    #[test]
    fn providers_are_read_from_json_and_from_a_file() {
        assert!(ProviderList::read(" ").checked().unwrap().is_empty());
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), GOOD).unwrap();
        for text in [GOOD, file.path().to_str().unwrap()] {
            let list = ProviderList::read(text);
            let [provider] = list.checked().unwrap() else { panic!("one provider") };
            assert_eq!((&*provider.key, &*provider.name), ("example", "Example"));
            assert_eq!(provider.scopes, ["openid", "email"]);
            assert!(provider.joins_verified_addresses);
            assert!(!format!("{list:?}").contains("wintergreen"), "what is secret does not print");
        }
        let plain = r#"[{"key": "a", "name": "A", "issuer": "http://127.0.0.1:9/x", "clientId": "f"}]"#;
        let list = ProviderList::read(plain);
        let [provider] = list.checked().unwrap() else { panic!("one provider") };
        assert_eq!(provider.scopes, USUAL_SCOPES);
        assert!(provider.client_secret.is_none() && !provider.joins_verified_addresses);
    }

    #[test]
    fn a_mistake_is_named_and_its_value_is_not_shown() {
        for (from, to, words) in [
            (r#""key": "example""#, r#""key": "Example""#, "`key` takes"),
            (r#""name": "Example", "#, "", "`name` is missing"),
            ("https://id.example.org", "http://id.example.org", "`issuer` is not an https address"),
            ("https://id.example.org", "https://id.example.org?x=1", "`issuer` is not an https address"),
            (r#""clientSecret""#, r#""client_secret""#, "there is no field `client_secret`"),
            (r#""wintergreen""#, r#"{"wintergreen": 1}"#, "`clientSecret` takes a text"),
            (r#"["email"]"#, r#""wintergreen""#, "`scopes` takes"),
            ("true", r#""wintergreen""#, "`joinVerifiedAddresses` takes"),
            ("}]", "}", "it is not JSON: line"),
        ] {
            let told = fault(&GOOD.replace(from, to));
            assert!(told.contains(words) && !told.contains("wintergreen"), "{told}");
            assert!(!told.contains('\n'), "{told}");
        }
        let twice = format!("{},{}", GOOD.trim_end_matches(']'), GOOD.trim_start_matches('['));
        assert!(fault(&twice).starts_with("provider 2: another provider has the key `example`"));
        let same_issuer = format!(
            "{},{}",
            GOOD.trim_end_matches(']'),
            GOOD.replace(r#""key": "example""#, r#""key": "other""#).trim_start_matches('[')
        );
        assert!(fault(&same_issuer).contains("another provider has the issuer"));
        assert!(fault("{}").contains("it is not a list"));
        assert!(fault("/no/such/file.json").contains("can't be read"));
    }
}
