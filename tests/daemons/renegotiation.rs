//! A service that asks for the client certificate after the request, as IIS does by default; `openssl s_server` does so
//! where it is told `R`.

use std::process::Command;

use super::doctor::{appliance, examine};
use super::harness::{Daemon, Ready};
use super::keys::Pki;

/// It is told when the request has come.
const SERVER: &str = r#"
mkfifo in
openssl s_server -accept "127.0.0.1:$1" -cert "$2" -key "$3" -CAfile "$4" -tls1_2 <in |
while read -r line; do
  case $line in "GET "*) echo R >&3 ;; esac
done 3>in
"#;

#[test]
fn a_certificate_that_is_asked_for_by_renegotiation_is_our_limit() {
    let path = |name: &str| Pki::shared().path(name);
    let service = Daemon::start(Ready::Tcp, 1, |_, ports| {
        let mut command = Command::new("sh");
        command.args(["-c", SERVER, "service", &ports[0].to_string()]);
        command.args([path("sound.pem"), path("sound.key"), path("ca.pem")]);
        command
    });
    let config = format!(
        "{}  cloud: {{sms: \"https://services.otp.test:{}/SMS.svc\", hosts: [services.otp.test]}}\nrealms:\n  SecureAuth1: {{}}\n",
        appliance(),
        service.port()
    );
    examine(&config, "cloud-reach", &[]).show("cloud-reach/renegotiation-required");
}
