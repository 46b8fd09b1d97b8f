use async_graphql::{Context, InputObject, Object, Result, SimpleObject};
use fabula_domain::{
    SignedIn,
    second_factor::{self, BeginError, Code, RecoveryCode, RecoveryError, TurnOffError, TurnOnError},
};
use secrecy::ExposeSecret as _;

use super::SecondFactor;
use crate::{
    accounts::{throttle_notice, throttle_password},
    context,
    error::internal,
    user_errors::{ConfirmationRequiredError, InvalidCodeError, PermissionError, UserError, sentence},
};

/// What the person's app needs.
#[derive(Debug, Default, SimpleObject)]
pub(crate) struct BeginSecondFactorPayload {
    /// The secret in base 32, to be typed into the app. It is shown this once.
    secret: Option<String>,
    /// The same as an `otpauth://` URI, to be shown as a QR code.
    uri: Option<String>,
    /// Why there is none.
    errors: Vec<UserError>,
}

/// The first code from the app.
#[derive(Debug, InputObject)]
pub(crate) struct TurnOnSecondFactorInput {
    /// Six digits.
    #[graphql(secret)]
    code: String,
}

/// Recovery codes, and the factor that they belong to.
#[derive(Debug, Default, SimpleObject)]
pub(crate) struct RecoveryCodesPayload {
    /// Ten codes, each of which gets in once without the app. They are shown this once.
    recovery_codes: Option<Vec<String>>,
    /// The second factor as it is now.
    second_factor: Option<SecondFactor>,
    /// Why there are none.
    errors: Vec<UserError>,
}

/// The second factor's end.
#[derive(Debug, Default, SimpleObject)]
pub(crate) struct TurnOffSecondFactorPayload {
    /// The second factor as it is now: null when it is off.
    second_factor: Option<SecondFactor>,
    /// Why it is still on.
    errors: Vec<UserError>,
}

/// Turns the second factor on and off.
#[derive(Debug, Default)]
pub(crate) struct SecondFactorMutations;

#[Object]
impl SecondFactorMutations {
    /// Makes a secret for an app that shows codes (TOTP: SHA-1, six digits, 30 seconds). Nothing asks for codes until
    /// `turnOnSecondFactor` has had the first; beginning again makes another secret. The viewer must have signed in, or
    /// called `confirmSession`, within the last 15 minutes, as for all that changes the second factor.
    async fn begin_second_factor(&self, ctx: &Context<'_>) -> Result<Option<BeginSecondFactorPayload>> {
        let failed =
            |error| BeginSecondFactorPayload { errors: vec![error], ..BeginSecondFactorPayload::default() };
        let person = context::signed_in(ctx)?;
        let seal = &context::gateway(ctx).config.secret_key;
        Ok(Some(match second_factor::begin(context::db(ctx), seal, &person).await {
            Ok(enrolment) => BeginSecondFactorPayload {
                secret: Some(enrolment.secret.expose_secret().to_owned()),
                uri: Some(enrolment.uri.expose_secret().to_owned()),
                errors: Vec::new(),
            },
            Err(BeginError::Unconfirmed(_)) => failed(ConfirmationRequiredError::now()),
            Err(error @ BeginError::On) => failed(not_now(&error)),
            Err(error) => return Err(internal(error)),
        }))
    }

    /// Turns the second factor on with the first code from the app, and answers ten recovery codes. A mail tells the viewer.
    async fn turn_on_second_factor(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The code.")] input: TurnOnSecondFactorInput,
    ) -> Result<Option<RecoveryCodesPayload>> {
        let person = context::signed_in(ctx)?;
        throttle_password(ctx, person.user).await?;
        let wrong = || Ok(Some(refused(InvalidCodeError::at("code", &TurnOnError::WrongCode))));
        let Some(code) = Code::parse(&input.code) else { return wrong() };
        let seal = &context::gateway(ctx).config.secret_key;
        match second_factor::turn_on(context::db(ctx), seal, &person, &code).await {
            Ok(codes) => Ok(Some(shown(ctx, &person, &codes).await?)),
            Err(TurnOnError::Unconfirmed(_)) => Ok(Some(refused(ConfirmationRequiredError::now()))),
            Err(TurnOnError::WrongCode) => wrong(),
            Err(error) => Err(internal(error)),
        }
    }

    /// Turns the second factor off. A mail tells the viewer.
    async fn turn_off_second_factor(&self, ctx: &Context<'_>) -> Result<Option<TurnOffSecondFactorPayload>> {
        let failed = |error| TurnOffSecondFactorPayload {
            errors: vec![error],
            ..TurnOffSecondFactorPayload::default()
        };
        let person = context::signed_in(ctx)?;
        throttle_notice(ctx, person.user).await?;
        Ok(Some(match second_factor::turn_off(context::db(ctx), &person).await {
            Ok(()) => TurnOffSecondFactorPayload::default(),
            Err(TurnOffError::Unconfirmed(_)) => failed(ConfirmationRequiredError::now()),
            Err(error @ TurnOffError::Off) => failed(not_now(&error)),
            Err(error) => return Err(internal(error)),
        }))
    }

    /// Makes ten new recovery codes. Those before work no longer. A mail tells the viewer.
    async fn replace_recovery_codes(&self, ctx: &Context<'_>) -> Result<Option<RecoveryCodesPayload>> {
        let person = context::signed_in(ctx)?;
        throttle_notice(ctx, person.user).await?;
        match second_factor::replace_recovery_codes(context::db(ctx), &person).await {
            Ok(codes) => Ok(Some(shown(ctx, &person, &codes).await?)),
            Err(RecoveryError::Unconfirmed(_)) => Ok(Some(refused(ConfirmationRequiredError::now()))),
            Err(error @ RecoveryError::Off) => Ok(Some(refused(not_now(&error)))),
            Err(error) => Err(internal(error)),
        }
    }
}

fn refused(error: UserError) -> RecoveryCodesPayload {
    RecoveryCodesPayload { errors: vec![error], ..RecoveryCodesPayload::default() }
}

/// It is on when it should be off, or the other way round.
fn not_now(error: &dyn std::fmt::Display) -> UserError {
    UserError::Permission(PermissionError { message: sentence(error), path: Vec::new() })
}

async fn shown(ctx: &Context<'_>, person: &SignedIn, codes: &[RecoveryCode]) -> Result<RecoveryCodesPayload> {
    let state = second_factor::state(context::db(ctx).pool(), person.user).await.map_err(internal)?;
    Ok(RecoveryCodesPayload {
        recovery_codes: Some(codes.iter().map(RecoveryCode::reveal).collect()),
        second_factor: state.map(SecondFactor::from),
        errors: Vec::new(),
    })
}
