//! TLS: one implementation of cryptography for every client of the process.

/// Makes *ring* the cryptography of this process's TLS, unless it has one already. HTTP clients can't be made before,
/// not even those that only speak in the clear. May be called any number of times.
pub fn install() {
    // An error says that there is one already.
    let _ = rustls::crypto::ring::default_provider().install_default();
}
