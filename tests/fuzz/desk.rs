//! What is typed where a help desk releases a passcode: the user's choice, the operator's yes, the passcode.

use std::io::Cursor;
use std::time::Duration;

use checks::kit::ctx::Gathered;
use otpdoctor::config::load;
use otpdoctor::e2e::chain::{ChainRunner, Limits};
use otpdoctor::e2e::help_desk::release::Channel;
use otpdoctor::e2e::help_desk::{Conduct, STEPS, run};
use otpdoctor::e2e::person::{Consent, Input, Person};
use otpdoctor::e2e::target::Target;
use otpdoctor::otp::core::User;
use otpdoctor::otp::engine::{Engine, open_store};
use otpdoctor::run::context::{Context, Mode};
use otpdoctor::secret::Commands;

use crate::files::runtime;
use crate::harness::fuzz;

const CONFIG: &str = "schema: 1
realms:
  A:
    workflow: {default_workflow: username_second_factor}
    multi_factor:
      help_desk_1: {enabled: true, phone: '+1 949 555 0100', email: one@example.net}
      help_desk_2: {enabled: true, phone: '+44 20 7946 0000', email: two@example.net}
";

#[test]
fn help_desk() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("otpdoctor.yaml");
    let store = folder.path().join("otp.db");
    std::fs::write(
        &path,
        format!("{CONFIG}otp: {{store: '{}'}}\n", store.display()),
    )
    .unwrap();
    let context = Context::new(load(Some(&path)).unwrap(), Mode::Live, Commands::Refused);
    let context = context.unstoppable();
    let (config, vault) = (context.config(), context.vault.clone());
    let (runtime, live) = (runtime(), context.live());
    let store = runtime.block_on(open_store(config, &vault)).unwrap();
    let engine = Engine::for_realm(config, "A", vault, store).unwrap();
    let user = User::new("ada").unwrap();
    let target = Target {
        config,
        name: "A",
        user: &user,
        host: &context.host,
        live: &live,
        gathered: Gathered::default(),
    };
    let conduct = Conduct {
        desk: None,
        channel: Channel::File(folder.path().join("operator")),
        consent: Consent::ToBeAsked,
    };
    fuzz("help_desk", |_, input| {
        let mut person = Person::at(Cursor::new(input.to_vec()), Input::Pipe);
        let limits = Limits {
            stop: context.stop(),
            deadline: Duration::from_secs(60),
        };
        let mut chain = ChainRunner::new(limits, target.plan(STEPS));
        let ended = run(&mut chain, &target, &conduct, &engine, &mut person);
        let _ = runtime.block_on(ended);
        let taken = chain.finish().taken;
        let reasons = taken.iter().map(|one| one.finding.reason);
        reasons.collect::<Vec<_>>().join(",")
    });
}
