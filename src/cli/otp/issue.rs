//! `otpdoctor otp issue`: a code on stdout, and until when it is taken on stderr.

use std::path::Path;

use checks::kit::text;
use jiff::Timestamp;
use serde_json::json;
use zeroize::Zeroizing;

use super::desk::Whom;
use super::say;
use crate::cli::exit::Code;
use crate::cli::output::{self, Format};
use crate::otp::Method;

/// Options of `otpdoctor otp issue`.
#[derive(clap::Args)]
#[command(
    after_help = "The code goes to stdout alone, for whoever delivers it; the rest is said on stderr. \
                  A code that was active in this realm is no longer taken."
)]
pub struct Args {
    #[command(flatten)]
    whom: Whom,

    /// How the code is to reach the user: sms, voice, email, help-desk-1 or help-desk-2
    #[arg(long, value_name = "METHOD", value_enum, hide_possible_values = true)]
    method: Delivery,
}

/// How a code is delivered.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Delivery {
    /// A text message.
    Sms,
    /// A voice call.
    Voice,
    /// An e-mail.
    Email,
    /// Help Desk 1 tells it.
    #[value(name = "help-desk-1")]
    HelpDesk1,
    /// Help Desk 2 tells it.
    #[value(name = "help-desk-2")]
    HelpDesk2,
}

impl From<Delivery> for Method {
    fn from(delivery: Delivery) -> Self {
        match delivery {
            Delivery::Sms => Self::Sms,
            Delivery::Voice => Self::Voice,
            Delivery::Email => Self::Email,
            Delivery::HelpDesk1 => Self::HelpDesk1,
            Delivery::HelpDesk2 => Self::HelpDesk2,
        }
    }
}

/// Runs `otpdoctor otp issue`.
///
/// # Errors
/// When the method is off, the user is locked, or the store is not available.
pub async fn run(args: Args, named: Option<&Path>) -> anyhow::Result<Code> {
    let desk = args.whom.sit_down(named).await?;
    let method = Method::from(args.method);
    let active = desk.engine.issue(&desk.user, method).await;
    let active = active.map_err(|error| desk.explain(error))?;
    desk.tell_of_new_key();
    let attempts = desk.engine.settings().delivered.attempts;
    match desk.format {
        Format::Human => {
            output::print(&Zeroizing::new(format!("{}\n", active.code.expose())))?;
            let left = active.expires_at.duration_since(Timestamp::now());
            say::remark(&format!(
                "for {} in {}, by {}: taken for {}, until {}, at most {attempts} attempts",
                desk.name(),
                desk.realm,
                say::method(method),
                text::duration(left),
                say::moment(active.expires_at),
            ));
        }
        Format::Json => output::print(&say::json(
            &desk,
            "issue",
            json!({
                "method": say::method_word(method),
                "code": active.code.expose(),
                "expires_at": active.expires_at,
                "attempts": attempts,
            }),
        ))?,
    }
    Ok(Code::Ok)
}
