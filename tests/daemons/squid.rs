//! The way out through squid, with a login, without one, and with Debian's own rules.

use std::path::Path;
use std::process::Command;

use super::doctor::{appliance, examine};
use super::harness::{ClosedPort, Daemon, Ready, tool, write};
use super::nginx::{Cloud, Site, presenting};

/// What squid lets through.
const ANYTHING: &str = "http_access allow all\n";

/// The rules that Debian ships: a tunnel leads to port 443 only.
const AS_SHIPPED: &str = "\
acl SSL_ports port 443
acl CONNECT method CONNECT
http_access deny CONNECT !SSL_ports
http_access allow localhost
http_access deny all
";

fn squid(rules: impl Fn(&Path) -> String) -> Daemon {
    squid_in("", rules)
}

/// The mode is what follows the port.
fn squid_in(mode: &str, rules: impl Fn(&Path) -> String) -> Daemon {
    Daemon::start(Ready::Tcp, 1, |folder, ports| {
        let port = ports[0];
        let hosts = "127.0.0.1 services.otp.test certs.otp.test\n";
        let hosts = write(folder, "hosts", hosts).display().to_string();
        let name = folder.display();
        // Names come from the file alone: nothing is asked beyond this machine.
        let config = format!(
            "http_port 127.0.0.1:{port}{mode}\npid_filename none\nhosts_file {hosts}\ndns_nameservers 127.0.0.1\ndns_timeout 1 second\n\
             cache deny all\ncache_log {name}/log\naccess_log stdio:{name}/log\ncache_effective_user proxy\n\
             visible_hostname proxy.otp.test\npinger_enable off\nshutdown_lifetime 0 seconds\n\
             coredump_dir {name}\nlogfile_rotate 0\n{}",
            rules(folder)
        );
        let config = write(folder, "squid.conf", &config);
        let mut command = Command::new("squid");
        // The name keeps the shared memory of several apart.
        command.args(["-N", "-n", &format!("otp{port}"), "-f"]);
        command.arg(config);
        command
    })
}

/// Only those who log in as `otp` with `s3cret-proxy`.
fn with_login(folder: &Path) -> String {
    let hash = tool(Command::new("openssl").args(["passwd", "-apr1", "s3cret-proxy"]));
    let users = write(folder, "users", &format!("otp:{}\n", hash.trim()));
    format!(
        "auth_param basic program /usr/lib/squid/basic_ncsa_auth {}\nauth_param basic realm otp\nauth_param basic children 1\n\
         acl known proxy_auth REQUIRED\nhttp_access allow known\nhttp_access deny all\n",
        users.display()
    )
}

/// Logins by NTLM, which is not tried: nobody's password is looked up.
const BY_NTLM: &str = "\
auth_param ntlm program /usr/lib/squid/ntlm_fake_auth
auth_param ntlm children 1
";

/// A config whose cloud lies behind this proxy; `login` is the rest of the setting.
fn behind(port: u16, login: &str) -> String {
    leading_to(Site::Sound, port, login)
}

/// The same, with another site for the SMS service.
fn leading_to(site: Site, port: u16, login: &str) -> String {
    let cloud = Cloud::shared().services(site, "/SmsService/SMS.svc");
    format!(
        "{}  proxy: {{url: \"http://proxy.otp.test:{port}\"{login}}}\n{cloud}{}",
        appliance(),
        presenting("client")
    )
}

#[test]
fn an_open_proxy_leads_to_the_cloud() {
    let proxy = squid(|_| ANYTHING.into());
    examine(&behind(proxy.port(), ""), "proxy-reach,cloud-reach", &[]).are_healthy();
    proxy.logged(|line| line.contains("TCP_TUNNEL/200"));
}

#[test]
fn a_proxy_that_asks_for_a_login_gets_the_right_one() {
    let proxy = squid(with_login);
    let login = ", username: otp, password: s3cret-proxy";
    examine(&behind(proxy.port(), login), "proxy-reach,cloud-reach", &[]).are_healthy();
}

#[test]
fn a_login_by_ntlm_alone_is_a_limit_of_ours() {
    let proxy = squid(|_| {
        format!(
            "{BY_NTLM}acl known proxy_auth REQUIRED\nhttp_access allow known\nhttp_access deny all\n"
        )
    });
    let login = ", username: otp, password: s3cret-proxy";
    examine(&behind(proxy.port(), login), "proxy-reach", &[])
        .show("proxy-reach/unsupported")
        .say("only by NTLM: the appliance supports that");
}

#[test]
fn a_login_by_basic_beside_ntlm_is_made() {
    let proxy = squid(|folder| BY_NTLM.to_owned() + &with_login(folder));
    let login = ", username: otp, password: s3cret-proxy";
    examine(&behind(proxy.port(), login), "proxy-reach,cloud-reach", &[]).are_healthy();
}

#[test]
fn no_login_where_one_is_asked_for() {
    let proxy = squid(with_login);
    examine(&behind(proxy.port(), ""), "proxy-reach,cloud-reach", &[])
        .show("proxy-reach/authentication-required")
        .say("Basic");
}

#[test]
fn a_wrong_password_is_rejected_once() {
    let proxy = squid(with_login);
    let login = ", username: otp, password: forgotten";
    examine(&behind(proxy.port(), login), "proxy-reach,cloud-reach", &[])
        .show("proxy-reach/credentials-rejected");
    let with_password = |line: &str| line.contains("/407 ") && line.contains(" otp ");
    proxy.logged(with_password);
    let sent = proxy
        .log()
        .lines()
        .filter(|line| with_password(line))
        .count();
    assert_eq!(sent, 1, "more would lock the account:\n{}", proxy.log());
}

#[test]
fn a_port_beyond_the_rules_is_forbidden() {
    let proxy = squid(|_| AS_SHIPPED.into());
    examine(&behind(proxy.port(), ""), "proxy-reach", &[]).show("proxy-reach/forbidden");
}

#[test]
fn a_service_that_the_proxy_cannot_reach_is_a_bad_gateway() {
    let (proxy, gone) = (squid(|_| ANYTHING.into()), ClosedPort::hold());
    let sound = format!(":{}/", Cloud::shared().port(Site::Sound));
    let config = behind(proxy.port(), "").replace(&sound, &format!(":{}/", gone.port));
    examine(&config, "proxy-reach", &[]).show("proxy-reach/bad-gateway");
}

#[test]
fn a_proxy_that_is_gone_refuses() {
    let gone = ClosedPort::hold();
    examine(&behind(gone.port, ""), "proxy-reach,cloud-reach", &[]).show("proxy-reach/refused");
}

#[test]
fn what_is_no_proxy_is_told_from_one() {
    let web = Cloud::shared().port(Site::Sound);
    examine(&behind(web, ""), "proxy-reach", &[]).show("proxy-reach/not-a-proxy");
}

#[test]
fn a_reverse_proxy_is_a_proxy_that_opens_no_tunnel() {
    let proxy = squid_in(" accel defaultsite=web.otp.test", |_| ANYTHING.into());
    examine(&behind(proxy.port(), ""), "proxy-reach", &[]).show("proxy-reach/forbidden");
}

#[test]
fn an_unknown_issuer_behind_the_proxy_is_its_inspection() {
    let proxy = squid(|_| ANYTHING.into());
    let config = leading_to(Site::Untrusted, proxy.port(), "");
    examine(&config, "proxy-reach", &[]).show("proxy-reach/intercepts-tls");
}
