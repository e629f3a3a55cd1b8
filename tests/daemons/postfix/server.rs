//! A postfix with many ports, each of which behaves in its own way.

use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;

use crate::harness::{Daemon, Ready, tool, write};
use crate::keys::Pki;

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
pub(super) fn postfix() -> &'static Daemon {
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

/// The port of a service.
pub(super) fn port(service: &str) -> u16 {
    let index = SERVICES.iter().position(|one| one.name == service).unwrap();
    postfix().ports()[index]
}
