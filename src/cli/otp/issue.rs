//! `otpdoctor otp issue`: a code on stdout, and until when it is taken on stderr.

use std::path::Path;

use checks::kit::text;
use jiff::Timestamp;
use serde::Serialize;
use zeroize::Zeroizing;

use super::desk::Whom;
use super::say;
use crate::cli::output::{self, Plain};
use crate::exit::Code;
use crate::otp::core::Method;

/// Options of `otpdoctor otp issue`.
#[derive(clap::Args)]
#[command(
    after_help = "The code goes to stdout alone, for whoever delivers it; the rest is said on stderr. \
                  A code that was active in this realm is no longer taken."
)]
pub struct Args {
    #[command(flatten)]
    pub(super) whom: Whom,

    /// How the code is to reach the user: sms, voice, email, help-desk-1 or help-desk-2
    #[arg(long, value_name = "HOW", value_enum, hide_possible_values = true)]
    method: Delivery,
}

/// The JSON's own fields; borrowed, so that no copy of the code stays behind.
#[derive(Serialize)]
struct Fields<'a> {
    method: &'static str,
    code: &'a str,
    expires_at: Timestamp,
    attempts: u32,
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
        Plain::Human => {
            let mut line = Zeroizing::new(String::with_capacity(32));
            line.push_str(active.code.expose());
            line.push('\n');
            output::print(&line)?;
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
        Plain::Json => {
            let fields = Fields {
                method: say::method_word(method),
                code: active.code.expose(),
                expires_at: active.expires_at,
                attempts,
            };
            output::print(&say::json(&desk, "issue", fields))?;
        }
    }
    Ok(Code::Ok)
}
