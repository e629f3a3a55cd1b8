//! `otpdoctor probe sms` and `probe voice`: a passcode to a phone that the operator names.

use std::path::Path;

use super::shared::{Consent, Ground, Shared};
use crate::e2e::api::Api;
use crate::e2e::gateway::{self, Gateway};
use crate::e2e::number::Number;
use crate::e2e::person::{Person, Seat};
use crate::e2e::phone::{self, Kind, MOST};
use crate::e2e::said::Said;
use crate::exit::{Code, Failure};

/// Options of `otpdoctor probe sms`.
#[derive(clap::Args)]
#[command(after_help = LIMITS)]
pub struct SmsArgs {
    #[command(flatten)]
    shared: Shared,

    /// The phone number to send to, such as "+1 949 555 0100"
    #[arg(long, value_name = "NUMBER")]
    to: String,

    /// Who sends: api (the realm, through its Authentication API), or gateway (`probes.sms_gateway` of the config);
    /// left out: the gateway where the config has one
    #[arg(long, value_name = "SENDER", value_enum, hide_possible_values = true)]
    by: Option<Sender>,
}

/// Options of `otpdoctor probe voice`.
#[derive(clap::Args)]
#[command(after_help = LIMITS)]
pub struct VoiceArgs {
    #[command(flatten)]
    shared: Shared,

    /// The phone number to call, such as "+1 949 555 0100"
    #[arg(long, value_name = "NUMBER")]
    to: String,
}

const LIMITS: &str = "\
You confirm the number before anything is sent: by typing yes, or with --yes. One run sends 3 messages at the most, \
whatever --count says. The code that arrives is typed in, or stands as a line on standard input. The passcode that the \
realm's reply holds is never shown or written.";

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
pub async fn sms(args: SmsArgs, named: Option<&Path>) -> anyhow::Result<Code> {
    let ground = args.shared.prepare(named)?;
    let gateway = match args.by {
        Some(Sender::Api) => None,
        Some(Sender::Gateway) | None => gateway_of(&ground)?,
    };
    match (gateway, args.by) {
        (Some(gateway), _) => by_gateway(&ground, &gateway, &args.to).await,
        (None, Some(Sender::Gateway)) => Err(Failure::error(
            Code::Usage,
            "--by gateway: the config has no `probes.sms_gateway`",
        )),
        (None, _) => by_api(&ground, Kind::Sms, &args.to).await,
    }
}

/// Runs `otpdoctor probe voice`.
///
/// # Errors
/// As `otpdoctor probe`.
pub async fn voice(args: VoiceArgs, named: Option<&Path>) -> anyhow::Result<Code> {
    let ground = args.shared.prepare(named)?;
    by_api(&ground, Kind::Voice, &args.to).await
}

async fn by_api(ground: &Ground, kind: Kind, to: &str) -> anyhow::Result<Code> {
    let number = number(ground, to)?;
    let api = match Api::of(&ground.loaded.config, ground.realm()) {
        Ok(api) => api,
        Err(said) => return undescribed(ground, kind, said),
    };
    let mut person = Person::at_stdin();
    let through = format!("the Authentication API of {}", ground.name);
    confirm(ground, &mut person, kind, &number, &through).await?;
    ground
        .vault()
        .remember(&number.e164.clone().into(), "the number");
    let journey = phone::Journey {
        kind,
        user: &ground.user,
        number: &number,
        api: &api,
        live: &ground.live,
    };
    ground
        .run(kind.probe(), async |_| {
            let mut walk = ground.walk(phone::plan());
            // Where it ended stands in the chain.
            let _ = phone::walk(&mut walk, &journey, &mut person).await;
            walk.finish()
        })
        .await
}

async fn by_gateway(ground: &Ground, gateway: &Gateway, to: &str) -> anyhow::Result<Code> {
    let number = number(ground, to)?;
    let engine = ground.engine().await?;
    let mut person = Person::at_stdin();
    let through = format!("the gateway {}", gateway.place());
    confirm(ground, &mut person, Kind::Sms, &number, &through).await?;
    let journey = gateway::Journey {
        user: &ground.user,
        number: &number,
        gateway,
        engine: &engine,
        live: &ground.live,
    };
    ground
        .run(Kind::Sms.probe(), async |_| {
            let mut walk = ground.walk(gateway::plan());
            let _ = gateway::walk(&mut walk, &journey, &mut person).await;
            walk.finish()
        })
        .await
}

/// The chain of a realm whose API the config does not describe: nothing is sent.
fn undescribed(ground: &Ground, kind: Kind, said: Said) -> anyhow::Result<Code> {
    let mut walk = ground.walk(phone::plan());
    walk.note("send", said);
    ground.once(kind.probe(), walk.finish())
}

/// The number, and that not too much is sent. Nothing has been sent when this refuses.
fn number(ground: &Ground, to: &str) -> anyhow::Result<Number> {
    let count = ground.repetition.count;
    if count > MOST {
        let why = format!(
            "--count {count}: one run sends {MOST} messages at the most, since each costs money and disturbs someone"
        );
        return Err(Failure::error(Code::Usage, why));
    }
    Number::read(to, ground.realm()).map_err(|why| {
        Failure::error(
            Code::Usage,
            format!("--to: this number cannot be dialed: {why}"),
        )
    })
}

async fn confirm(
    ground: &Ground,
    person: &mut Person,
    kind: Kind,
    number: &Number,
    through: &str,
) -> anyhow::Result<()> {
    if ground.consent == Consent::Given {
        return Ok(());
    }
    if person.seat() == Seat::Pipe {
        return Err(Failure::error(
            Code::Usage,
            "nobody can be asked whether the number is right: confirm it with --yes",
        ));
    }
    let what = match ground.repetition.count {
        1 => format!("a {}", kind.message()),
        many => format!("{many} {}s", kind.message()),
    };
    let question = format!(
        "Send {what} to {} through {through}? Type yes:",
        number.international
    );
    match person.ask(&question).await {
        Ok(answer) if answer.eq_ignore_ascii_case("yes") => Ok(()),
        _ => Err(Failure::error(
            Code::Usage,
            "not confirmed: nothing was sent",
        )),
    }
}

fn gateway_of(ground: &Ground) -> anyhow::Result<Option<Gateway>> {
    Gateway::of(&ground.loaded.config, ground.realm()).map_err(|mistake| {
        let site = ground.loaded.config.sites.nearest(&mistake.setting);
        let place = site.map(|site| format!("{site}: ")).unwrap_or_default();
        let text = format!("{place}{}: {}", mistake.setting, mistake.why);
        Failure::error(Code::Config, text)
    })
}
