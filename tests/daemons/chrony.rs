//! Time, as chronyd serves it, and the clock of a machine that is off.

use std::path::Path;
use std::process::Command;

use super::doctor::{appliance, examine, examine_at};
use super::harness::{ClosedPort, Daemon, Ready, clock_off_by, installed, write};

/// A server that serves its own clock.
const LOCAL: &str = "local stratum 3\n";

/// A server that follows another one, as a healthy one does.
struct Follower {
    server: Daemon,
    _followed: Daemon,
}

fn run_as(wrapper: &[String], more: &str, folder: &Path, port: u16) -> Command {
    let name = folder.display();
    let config = format!(
        "port {port}\nbindaddress 127.0.0.1\nbindaddress ::1\nallow 127.0.0.1\nallow ::1\ncmdport 0\nbindcmdaddress /\npidfile {name}/pid\n{more}"
    );
    let config = write(folder, "chrony.conf", &config);
    let chronyd = installed("chronyd".as_ref()).display().to_string();
    let line = [wrapper, &[chronyd]].concat();
    let mut command = Command::new(&line[0]);
    // -x: the clock of this machine is left alone.
    command
        .args(&line[1..])
        .args(["-d", "-x", "-u", "root", "-f"]);
    command.arg(config);
    command
}

fn chronyd(more: &str) -> Daemon {
    Daemon::start(Ready::Ntp, 1, |folder, ports| {
        run_as(&[], more, folder, ports[0])
    })
}

/// A server whose clock is off by so much, as `faketime -f` takes it, like that of the server which it follows.
fn skewed(shift: &str) -> Follower {
    let start = |ready, more: &str| {
        Daemon::start(ready, 1, |folder, ports| {
            run_as(&clock_off_by(shift), more, folder, ports[0])
        })
    };
    let followed = start(Ready::Ntp, LOCAL);
    // Over IPv6, whose reference id is no address of the loopback; polled often, so that few moments are enough.
    let follow = format!(
        "server ::1 port {} iburst minpoll -6 maxpoll -6\n",
        followed.port()
    );
    let server = start(Ready::SynchronisedNtp, &follow);
    Follower {
        server,
        _followed: followed,
    }
}

fn right() -> Follower {
    skewed("+0s")
}

fn config(servers: &[&Follower]) -> String {
    let servers: Vec<String> = servers
        .iter()
        .map(|follower| format!("\"ntp.otp.test:{}\"", follower.server.port()))
        .collect();
    ports_config(&servers.join(", "))
}

fn ports_config(servers: &str) -> String {
    format!(
        "{}  time: {{servers: [{servers}]}}\nrealms:\n  SecureAuth1: {{}}\n",
        appliance()
    )
}

#[test]
fn a_clock_that_is_right_passes() {
    let server = right();
    examine(&config(&[&server]), "clock-skew", &["--here"]).are_healthy();
    examine(&config(&[&server]), "time-source", &[]).are_healthy();
}

#[test]
fn a_server_ahead_means_a_clock_behind() {
    examine(&config(&[&skewed("+312s")]), "clock-skew", &["--here"])
        .show("clock-skew/behind")
        .say("the appliance clock is 5 min 1");
}

#[test]
fn a_host_whose_clock_is_ahead_sees_it_by_an_honest_server() {
    let server = right();
    examine_at("+400s", &config(&[&server]), "clock-skew", &["--here"]).show("clock-skew/ahead");
}

#[test]
fn a_host_whose_clock_is_behind_sees_it_by_an_honest_server() {
    let server = right();
    examine_at("-400s", &config(&[&server]), "clock-skew", &["--here"]).show("clock-skew/behind");
}

#[test]
fn an_hour_off_is_the_zone() {
    examine(&config(&[&skewed("-3600s")]), "clock-skew", &["--here"])
        .show("clock-skew/whole-hours");
}

#[test]
fn two_servers_that_differ_are_no_majority() {
    let (one, other) = (right(), skewed("+900s"));
    examine(&config(&[&one, &other]), "clock-skew", &["--here"])
        .show("clock-skew/servers-disagree");
}

#[test]
fn one_false_ticker_among_three_is_outvoted() {
    let (one, two, wrong) = (right(), right(), skewed("+900s"));
    examine(&config(&[&one, &two, &wrong]), "clock-skew", &["--here"]).are_healthy();
}

#[test]
fn a_server_that_was_never_set_has_no_time() {
    let server = chronyd("");
    let servers = format!("\"ntp.otp.test:{}\"", server.port());
    examine(&ports_config(&servers), "time-source", &[]).show("time-source/unsynchronised");
}

#[test]
fn a_server_that_follows_its_own_clock_convicts_nobody() {
    let wrong = Daemon::start(Ready::Ntp, 1, |folder, ports| {
        run_as(&clock_off_by("+400s"), LOCAL, folder, ports[0])
    });
    let own = format!("\"ntp.otp.test:{}\"", wrong.port());
    examine(&ports_config(&own), "time-source", &[]).show("time-source/free-running");
    examine(&ports_config(&own), "clock-skew", &["--here"]).show("clock-skew/no-server-answered");
    let right = right();
    let both = format!("{own}, \"ntp.otp.test:{}\"", right.server.port());
    examine(&ports_config(&both), "clock-skew", &["--here"]).are_healthy();
}

#[test]
fn a_server_that_is_gone_is_unreachable() {
    let gone = ClosedPort::hold();
    let servers = format!("\"ntp.otp.test:{}\"", gone.port);
    examine(&ports_config(&servers), "time-source", &[]).show("time-source/unreachable");
    examine(&ports_config(&servers), "clock-skew", &["--here"])
        .show("clock-skew/no-server-answered");
}
