//! The way out through a SOCKS 5 proxy, microsocks, with a login.

use std::process::Command;

use super::doctor::{appliance, examine};
use super::harness::{Daemon, Ready};
use super::nginx::{Cloud, Site, presenting};

fn microsocks() -> Daemon {
    Daemon::start(Ready::Tcp, 1, |_, ports| {
        let mut command = Command::new("microsocks");
        command.args(["-i", "127.0.0.1", "-p", &ports[0].to_string()]);
        command.args(["-u", "otp", "-P", "s3cret-socks"]);
        command
    })
}

/// A config whose cloud lies behind this proxy. It is named by address, since the proxy asks the system for names.
fn behind(proxy: &Daemon, login: &str) -> String {
    let cloud = Cloud::shared().services(Site::Sound, "/SmsService/SMS.svc");
    format!(
        "{}  proxy: {{url: \"socks5://proxy.otp.test:{}\"{login}}}\n{}{}",
        appliance(),
        proxy.port(),
        cloud
            .replace("services.otp.test:", "127.0.0.1:")
            .replace("certs.otp.test:", "127.0.0.1:"),
        presenting("client")
    )
}

#[test]
fn a_login_opens_the_way() {
    let proxy = microsocks();
    let login = ", username: otp, password: s3cret-socks";
    examine(&behind(&proxy, login), "proxy-reach,cloud-reach", &[]).are_healthy();
}

#[test]
fn no_login_where_one_is_asked_for() {
    examine(&behind(&microsocks(), ""), "proxy-reach,cloud-reach", &[])
        .show("proxy-reach/authentication-required");
}

#[test]
fn a_wrong_password_is_rejected() {
    let login = ", username: otp, password: forgotten";
    examine(
        &behind(&microsocks(), login),
        "proxy-reach,cloud-reach",
        &[],
    )
    .show("proxy-reach/credentials-rejected");
}
