use fabula_platform::testing::Proxy;

/// A cable to the service behind `url`, and the URL that goes through it.
///
/// # Panics
/// If `url` has no host, or there is no free port.
pub async fn cable_to(url: &str) -> (Proxy, String) {
    let parsed = reqwest::Url::parse(url).expect("a URL");
    let host = parsed.host_str().expect("the URL has a host");
    let port = parsed.port().unwrap_or(match parsed.scheme() {
        "amqp" => 5672,
        "redis" => 6379,
        _ => 5432,
    });
    let proxy = Proxy::start(&format!("{host}:{port}")).await.expect("there is a free port");
    // By hand: `Url` does not change the hosts of schemes that it does not know.
    let behind_scheme = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = behind_scheme.split('/').next().unwrap_or(behind_scheme);
    let address = authority.rsplit_once('@').map_or(authority, |(_, address)| address);
    let through = url.replacen(address, &proxy.address().to_string(), 1);
    (proxy, through)
}
