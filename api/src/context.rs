//! Who asks, and what their request works with.

use std::{net::IpAddr, sync::Arc};

use async_graphql::{Context, Result};
use fabula_domain::{Viewer, accounts::Passwords, viewer::Sight};
use fabula_platform::db::Db;

use crate::{Services, config::ApiConfig, error::Refusal, loaders::Loaders, sessions::SessionWatch};

/// What all requests share.
#[derive(Debug, Clone)]
pub(crate) struct Gateway {
    pub(crate) services: Services,
    pub(crate) config: Arc<ApiConfig>,
    pub(crate) passwords: Passwords,
    pub(crate) sessions: SessionWatch,
}

/// Who sent a request.
#[derive(Debug, Clone)]
pub(crate) struct Caller {
    /// The signed-in person, if there is one.
    pub(crate) viewer: Option<Viewer>,
    /// Where the request came from.
    pub(crate) address: IpAddr,
    /// Whether a new session goes into a cookie instead of into the answer.
    pub(crate) wants_cookie: bool,
}

impl Caller {
    /// What SQL asks of the caller.
    pub(crate) fn sight(&self) -> Sight {
        self.viewer.as_ref().into()
    }

    /// The address as limits count it: an IPv6 client usually has a whole /64.
    pub(crate) fn address_key(&self) -> String {
        match self.address.to_canonical() {
            IpAddr::V4(address) => address.to_string(),
            IpAddr::V6(address) => {
                let [a, b, c, d, ..] = address.segments();
                format!("{a:x}:{b:x}:{c:x}:{d:x}::")
            }
        }
    }
}

pub(crate) fn gateway<'c>(ctx: &Context<'c>) -> &'c Gateway {
    ctx.data_unchecked()
}

pub(crate) fn db<'c>(ctx: &Context<'c>) -> &'c Db {
    &gateway(ctx).services.db
}

pub(crate) fn caller<'c>(ctx: &Context<'c>) -> &'c Caller {
    ctx.data_unchecked()
}

pub(crate) fn loaders<'c>(ctx: &Context<'c>) -> &'c Loaders {
    ctx.data_unchecked()
}

/// The signed-in person, or `UNAUTHENTICATED`.
pub(crate) fn viewer<'c>(ctx: &Context<'c>) -> Result<&'c Viewer> {
    Ok(caller(ctx).viewer.as_ref().ok_or_else(Refusal::unauthenticated)?)
}

/// The signed-in moderator, or `UNAUTHENTICATED`, or `FORBIDDEN`.
pub(crate) fn moderator<'c>(ctx: &Context<'c>) -> Result<&'c Viewer> {
    let viewer = viewer(ctx)?;
    if viewer.is_moderator() {
        Ok(viewer)
    } else {
        Err(Refusal::forbidden("Only moderators may do this.").into())
    }
}
