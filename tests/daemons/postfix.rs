//! Mail, as postfix takes it: TLS, logins, relaying. No message is ever handed over.

use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;

use super::doctor::{appliance, examine};
use super::harness::{ClosedPort, Daemon, Ready, tool, write};
use super::keys::Pki;

/// What stands on a port: the name of the service, and how it differs from the rest.
struct Service {
    name: &'static str,
    options: &'static [&'static str],
}

const TLS: &str = "smtpd_tls_security_level=may";
const LOGIN: &str = "smtpd_sasl_auth_enable=yes";

/// In what follows, `{…}` is a file of the keys.
const SERVICES: &[Service] = &[
    Service {
        name: "quiet",
        options: &[],
    },
    Service {
        name: "plain",
        options: &[],
    },
    // As the distribution leaves it: whoever is unknown may not relay, and is told so with 454.
    Service {
        name: "shipped",
        options: &[
            "smtpd_relay_restrictions=permit_mynetworks,permit_sasl_authenticated,defer_unauth_destination",
        ],
    },
    Service {
        name: "strict",
        options: &["smtpd_relay_restrictions=permit_mynetworks,reject_unauth_destination"],
    },
    Service {
        name: "choosy",
        options: &["smtpd_sender_restrictions=check_sender_access inline:{otp@otp.test=REJECT}"],
    },
    Service {
        name: "busy",
        options: &["smtpd_recipient_restrictions=defer"],
    },
    Service {
        name: "members",
        options: &[
            "smtpd_client_restrictions=permit_sasl_authenticated,reject",
            "smtpd_delay_reject=no",
        ],
    },
    Service {
        name: "starttls",
        options: &[TLS],
    },
    Service {
        name: "encrypt",
        options: &["smtpd_tls_security_level=encrypt"],
    },
    Service {
        name: "untrusted",
        options: &[
            TLS,
            "smtpd_tls_cert_file={untrusted.pem}",
            "smtpd_tls_key_file={untrusted.key}",
        ],
    },
    Service {
        name: "expired",
        options: &[
            TLS,
            "smtpd_tls_cert_file={expired.pem}",
            "smtpd_tls_key_file={expired.key}",
        ],
    },
    Service {
        name: "elsewhere",
        options: &[
            TLS,
            "smtpd_tls_cert_file={elsewhere.pem}",
            "smtpd_tls_key_file={elsewhere.key}",
        ],
    },
    Service {
        name: "login",
        options: &[
            TLS,
            LOGIN,
            "smtpd_tls_auth_only=yes",
            "smtpd_relay_restrictions=permit_sasl_authenticated,reject_unauth_destination",
        ],
    },
    Service {
        name: "owners",
        options: &[
            TLS,
            LOGIN,
            "smtpd_sender_login_maps=inline:{otp@otp.test=boss@otp.test}",
            "smtpd_sender_restrictions=reject_sender_login_mismatch",
        ],
    },
    Service {
        name: "demanding",
        options: &[
            TLS,
            LOGIN,
            "smtpd_sender_login_maps=inline:{otp@otp.test=otp@otp.test}",
            "smtpd_sender_restrictions=reject_sender_login_mismatch",
        ],
    },
    // As the distribution's example for port 587 has it.
    Service {
        name: "submission",
        options: &[
            TLS,
            LOGIN,
            "smtpd_client_restrictions=permit_sasl_authenticated,reject",
        ],
    },
    Service {
        name: "gssapi",
        options: &[
            TLS,
            LOGIN,
            "smtpd_sasl_security_options=noplaintext,noanonymous",
        ],
    },
];

/// The server that all tests share, with one port a service.
fn postfix() -> &'static Daemon {
    static SHARED: OnceLock<Daemon> = OnceLock::new();
    SHARED.get_or_init(|| {
        Daemon::start(Ready::Tcp, SERVICES.len(), |folder, ports| {
            let name = folder.display();
            let config = write(folder, "etc/main.cf", &main_cf(folder));
            write(folder, "etc/master.cf", &master_cf(ports));
            users(folder);
            std::fs::create_dir_all(folder.join("queue")).unwrap();
            std::fs::create_dir_all(folder.join("data")).unwrap();
            tool(Command::new("chown").args(["postfix", &format!("{name}/data")]));
            let config = config.parent().unwrap().to_owned();
            // Makes the queue's folders, with the owners that postfix wants.
            tool(Command::new("postfix").arg("-c").arg(&config).arg("check"));
            let mut command = Command::new("/usr/lib/postfix/sbin/master");
            // -s: in the foreground, with the log on standard output.
            command.arg("-c").arg(config).arg("-s");
            command
        })
    })
}

fn main_cf(folder: &Path) -> String {
    let name = folder.display();
    let file = |name: &str| Pki::shared().path(name);
    format!(
        "compatibility_level = 3.6\nqueue_directory = {name}/queue\ndata_directory = {name}/data\nmaillog_file = /dev/stdout\n\
         inet_interfaces = 127.0.0.1\ninet_protocols = ipv4\nmyhostname = mail.otp.test\nmydestination = otp.test\n\
         mynetworks =\nalias_maps =\nlocal_recipient_maps = inline:{{{{otp=here}} {{probe=here}}}}\nsmtpd_peername_lookup = no\n\
         smtpd_relay_restrictions = reject_unauth_destination\nsmtpd_client_connection_count_limit = 0\n\
         smtpd_tls_cert_file = {}\nsmtpd_tls_key_file = {}\n\
         smtpd_sasl_path = smtpd\nsmtpd_sasl_local_domain = otp.test\n",
        file("sound.pem"),
        file("sound.key"),
    )
}

fn master_cf(ports: &[u16]) -> String {
    let mut text = String::new();
    for (service, port) in SERVICES.iter().zip(ports) {
        text += &format!(
            "127.0.0.1:{port} inet n - n - - smtpd\n  -o syslog_name={}\n",
            service.name
        );
        for option in service.options {
            text += &format!("  -o {{ {} }}\n", with_files(option));
        }
    }
    text + "postlog unix-dgram n - n - 1 postlogd\n\
            cleanup unix n - n - 0 cleanup\n\
            qmgr unix n - n 300 1 qmgr\n\
            tlsmgr unix - - n 1000? 1 tlsmgr\n\
            rewrite unix - - n - - trivial-rewrite\n\
            proxymap unix - - n - - proxymap\n\
            anvil unix - - n - 1 anvil\n"
}

/// The option with `{NAME.pem}` replaced by the file.
fn with_files(option: &str) -> String {
    match option.split_once("={") {
        Some((setting, file)) if file.ends_with(".pem}") || file.ends_with(".key}") => {
            format!(
                "{setting}={}",
                Pki::shared().path(file.trim_end_matches('}'))
            )
        }
        _ => option.to_owned(),
    }
}

/// The one who may log in: `otp`, with `s3cret-mail`.
fn users(folder: &Path) {
    let database = folder.join("etc/sasl/sasldb2").display().to_string();
    let config = format!(
        "pwcheck_method: auxprop\nauxprop_plugin: sasldb\nsasldb_path: {database}\nmech_list: PLAIN LOGIN CRAM-MD5\n"
    );
    write(folder, "etc/sasl/smtpd.conf", &config);
    let password = write(folder, "etc/sasl/password", "s3cret-mail");
    tool(
        Command::new("saslpasswd2")
            .args(["-f", &database, "-c", "-p", "-u", "otp.test", "otp"])
            .stdin(std::fs::File::open(password).unwrap()),
    );
    tool(Command::new("chown").args(["postfix", &database]));
}

fn port(service: &str) -> u16 {
    let index = SERVICES.iter().position(|one| one.name == service).unwrap();
    postfix().ports()[index]
}

/// A realm that sends by this service, as the settings say.
fn config(service: &str, settings: &str, recipient: &str) -> String {
    format!(
        "{}realms:\n  SecureAuth1:\n    overview:\n      smtp: {{server_address: mail.otp.test, port: {}, {settings}}}\n      \
         email: {{sender_address: otp@otp.test, test_recipient: {recipient}}}\n",
        appliance(),
        port(service)
    )
}

const IN_CLEAR: &str = "use_ssl: false";
const SECURED: &str = "use_ssl: true";
const LOGGED_IN: &str = "use_ssl: true, username: otp, password: s3cret-mail";
const HERE: &str = "probe@otp.test";
const ABROAD: &str = "probe@example.net";
const ALL: &str = "smtp-reach,smtp-tls,smtp-auth,smtp-relay";

#[test]
fn an_own_relay_in_clear_is_well() {
    examine(
        &config("plain", IN_CLEAR, HERE),
        "smtp-reach,smtp-relay",
        &[],
    )
    .are_healthy();
}

#[test]
fn starttls_and_a_login_are_well() {
    examine(&config("login", LOGGED_IN, ABROAD), ALL, &[]).are_healthy();
    examine(
        &config("starttls", SECURED, HERE),
        "smtp-tls,smtp-relay",
        &[],
    )
    .are_healthy();
    examine(
        &config("encrypt", SECURED, HERE),
        "smtp-tls,smtp-relay",
        &[],
    )
    .are_healthy();
}

#[test]
fn nothing_is_ever_handed_over() {
    examine(&config("quiet", IN_CLEAR, HERE), "smtp-relay", &[]).are_healthy();
    let line = postfix().logged(|line| line.contains("quiet/smtpd") && line.contains(" ehlo="));
    assert!(line.contains(" mail=1 rcpt=1 rset=1 quit=1"), "{line}");
    assert!(!line.contains("data="), "{line}");
    for queue in ["maildrop", "incoming", "active", "deferred"] {
        let queue = postfix().folder().join("queue").join(queue);
        assert_eq!(
            std::fs::read_dir(&queue).unwrap().count(),
            0,
            "{}",
            queue.display()
        );
    }
}

#[test]
fn a_server_that_turns_strangers_away() {
    examine(&config("members", IN_CLEAR, HERE), ALL, &[]).show("smtp-reach/turned-away");
}

#[test]
fn a_server_without_starttls() {
    examine(&config("plain", SECURED, HERE), ALL, &[]).show("smtp-tls/not-offered");
}

#[test]
fn a_server_that_demands_starttls() {
    examine(&config("encrypt", IN_CLEAR, HERE), ALL, &[]).show("smtp-tls/required");
}

#[test]
fn a_certificate_of_an_unknown_authority() {
    examine(&config("untrusted", SECURED, HERE), ALL, &[]).show("smtp-tls/untrusted");
}

#[test]
fn a_certificate_out_of_date() {
    examine(&config("expired", SECURED, HERE), ALL, &[]).show("smtp-tls/expired");
}

#[test]
fn a_certificate_of_another_host() {
    examine(&config("elsewhere", SECURED, HERE), ALL, &[]).show("smtp-tls/wrong-name");
}

#[test]
fn a_wrong_password() {
    let settings = "use_ssl: true, username: otp, password: forgotten";
    examine(&config("login", settings, ABROAD), ALL, &[]).show("smtp-auth/rejected");
    let failure =
        |line: &str| line.contains("login/smtpd") && line.contains("authentication failed");
    postfix().logged(failure);
    let tried = postfix().log().lines().filter(|line| failure(line)).count();
    assert_eq!(tried, 1, "more would lock the account");
}

#[test]
fn a_login_where_none_is_offered() {
    examine(&config("starttls", LOGGED_IN, HERE), ALL, &[]).show("smtp-auth/not-offered");
}

#[test]
fn a_login_that_is_offered_inside_tls_only() {
    let settings = "use_ssl: false, username: otp, password: s3cret-mail";
    examine(&config("login", settings, HERE), ALL, &[])
        .show("smtp-auth/not-offered")
        .say("STARTTLS");
}

#[test]
fn ways_to_log_in_that_are_not_spoken_here() {
    examine(&config("gssapi", LOGGED_IN, HERE), ALL, &[]).show("smtp-auth/mechanism-unsupported");
}

#[test]
fn relaying_for_members_alone() {
    examine(&config("login", SECURED, ABROAD), ALL, &[]).show("smtp-relay/relay-denied");
}

#[test]
fn relaying_denied_for_good() {
    examine(&config("strict", IN_CLEAR, ABROAD), ALL, &[]).show("smtp-relay/relay-denied");
}

#[test]
fn relaying_denied_as_if_for_now() {
    examine(&config("shipped", IN_CLEAR, ABROAD), ALL, &[]).show("smtp-relay/relay-denied");
}

#[test]
fn a_submission_port_without_a_login() {
    examine(&config("submission", SECURED, HERE), ALL, &[]).show("smtp-relay/relay-denied");
    examine(&config("submission", LOGGED_IN, HERE), ALL, &[]).are_healthy();
}

#[test]
fn a_sender_that_is_not_wanted() {
    examine(&config("choosy", IN_CLEAR, HERE), ALL, &[]).show("smtp-relay/sender-rejected");
}

#[test]
fn a_sender_that_belongs_to_another_login() {
    examine(&config("owners", LOGGED_IN, HERE), ALL, &[]).show("smtp-relay/sender-rejected");
}

#[test]
fn a_recipient_who_does_not_exist() {
    examine(&config("plain", IN_CLEAR, "nobody@otp.test"), ALL, &[])
        .show("smtp-relay/recipient-rejected");
}

#[test]
fn a_server_that_puts_mail_off() {
    examine(&config("busy", IN_CLEAR, HERE), ALL, &[]).show("smtp-relay/deferred");
}

#[test]
fn a_server_that_wants_a_login_first() {
    examine(&config("demanding", SECURED, HERE), ALL, &[]).show("smtp-auth/required");
    examine(&config("demanding", LOGGED_IN, HERE), ALL, &[]).are_healthy();
}

#[test]
fn a_server_that_is_gone() {
    let gone = ClosedPort::hold();
    let config = config("plain", IN_CLEAR, HERE);
    let config = config.replace(&port("plain").to_string(), &gone.port.to_string());
    examine(&config, ALL, &[]).show("smtp-reach/refused");
}
