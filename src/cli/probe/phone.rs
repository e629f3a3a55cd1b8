//! `otpdoctor probe sms` and `probe voice`: a passcode to a phone that the operator names.

use std::path::Path;

use super::shared::{OWN_ENGINE, Session, Shared, times};
use crate::e2e::api::Api;
use crate::e2e::gateway::{self, Gateway};
use crate::e2e::number::Number;
use crate::e2e::person::{Consent, Input, Person};
use crate::e2e::phone::{self, MOST};
use crate::exit::{Code, Failure};
use crate::otp::core::Method;

/// Options of `otpdoctor probe sms`.
#[derive(clap::Args)]
#[command(after_help = AFTER_HELP)]
pub struct SmsArgs {
    #[command(flatten)]
    shared: Shared,

    /// The phone number to send to, such as "+1 949 555 0100"
    #[arg(long, value_name = "NUMBER")]
    to: String,

    /// Who sends the message: api (the realm, through its Authentication API) or gateway (`probes.sms_gateway` of the config)
    /// [default: gateway if the config has one, else api]
    #[arg(long, value_name = "SENDER", hide_possible_values = true)]
    by: Option<Sender>,
}

/// Options of `otpdoctor probe voice`.
#[derive(clap::Args)]
#[command(after_help = AFTER_HELP)]
pub struct VoiceArgs {
    #[command(flatten)]
    shared: Shared,

    /// The phone number to call, such as "+1 949 555 0100"
    #[arg(long, value_name = "NUMBER")]
    to: String,
}

const AFTER_HELP: &str = "\
You confirm the number before otpdoctor sends anything: on a terminal by typing yes, or with --yes; without a terminal \
--yes is needed. A premium-rate number is confirmed on a terminal alone. One run sends at most 3 messages, whatever the \
value of --count. Type the code that arrives, or pass it as a line of standard input. otpdoctor never shows or writes the \
passcode in the realm's reply.";

/// Who sends a text message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Sender {
    Api,
    Gateway,
}

/// Runs `otpdoctor probe sms`.
///
/// # Errors
/// As `otpdoctor probe`.
pub async fn sms(args: SmsArgs, named: Option<&Path>) -> Result<Code, Failure> {
    let mut session = args.shared.prepare("sms --to NUMBER", named, |_| None)?;
    let gateway = match args.by {
        Some(Sender::Api) => None,
        Some(Sender::Gateway) | None => gateway_of(&session)?,
    };
    match (gateway, args.by) {
        (Some(gateway), _) => {
            session.note = Some(OWN_ENGINE);
            by_gateway(&session, &gateway, &args.to).await
        }
        (None, Some(Sender::Gateway)) => Err(Failure::usage(
            "--by gateway: the config has no `probes.sms_gateway`",
        )),
        (None, _) => by_api(&session, Method::Sms, &args.to).await,
    }
}

/// Runs `otpdoctor probe voice`.
///
/// # Errors
/// As `otpdoctor probe`.
pub async fn voice(args: VoiceArgs, named: Option<&Path>) -> Result<Code, Failure> {
    let session = args.shared.prepare("voice --to NUMBER", named, |_| None)?;
    by_api(&session, Method::Voice, &args.to).await
}

async fn by_api(session: &Session, kind: Method, to: &str) -> Result<Code, Failure> {
    let target = session.target();
    let number = number(session, to)?;
    let plan = target.plan(phone::STEPS);
    let api = match Api::of(&target) {
        Ok(api) => api,
        Err(finding) => return session.end(&plan, *finding).await,
    };
    let through = format!("the Authentication API of {}", session.name);
    let mut person = confirmed(session, kind, &number, &through).await?;
    let vault = session.vault();
    vault.remember(&number.e164.clone().into(), "the number");
    session
        .run(&plan, async |run, target| {
            phone::run(run, &api.of_run(target), kind, &number, &mut person).await
        })
        .await
}

async fn by_gateway(session: &Session, gateway: &Gateway, to: &str) -> Result<Code, Failure> {
    let target = session.target();
    let number = number(session, to)?;
    let engine = session.engine().await?;
    let through = format!("the gateway {}", gateway.location());
    let mut person = confirmed(session, Method::Sms, &number, &through).await?;
    session
        .run(&target.plan(gateway::STEPS), async |run, target| {
            gateway::run(run, target, (gateway, &engine), &number, &mut person).await
        })
        .await
}

/// The number, and that not too much is sent. Nothing has been sent when this refuses.
fn number(session: &Session, to: &str) -> Result<Number, Failure> {
    let count = session.count();
    if count > MOST {
        return Err(Failure::usage(format!(
            "--count {count}: one run sends at most {MOST} messages, since each costs money and disturbs someone"
        )));
    }
    Number::read(to, session.target().realm())
        .map_err(|why| Failure::usage(format!("--to: this number cannot be dialed: {why}")))
}

/// The person who has confirmed the number.
async fn confirmed(
    session: &Session,
    kind: Method,
    number: &Number,
    through: &str,
) -> Result<Person, Failure> {
    let mut person = Person::at_stdin();
    let what = times(session.count(), kind.describe());
    let (to, destination) = (&number.international, &number.destination);
    let asked = person.input() == Input::Terminal && session.consent() == Consent::ToBeAsked;
    if number.premium && !asked {
        return Err(Failure::usage(format!(
            "--to: {to} ({destination}) costs more than a call: confirm it on a terminal, without --yes"
        )));
    }
    let unasked = Some("without a terminal otpdoctor cannot ask whether the number is right");
    let what = format!("{what} to {to} ({destination}) through {through}");
    session.confirm(&mut person, unasked, &what).await?;
    Ok(person)
}

fn gateway_of(session: &Session) -> Result<Option<Gateway>, Failure> {
    Gateway::of(&session.target()).map_err(|mistake| {
        let site = session.config().sites.nearest(&mistake.setting);
        let location = site.map(|site| format!("{site}: ")).unwrap_or_default();
        let text = format!("{location}{}: {}", mistake.setting, mistake.why);
        Failure::new(Code::Config, text)
    })
}
