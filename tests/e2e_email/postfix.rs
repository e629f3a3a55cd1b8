//! A postfix that takes mail on one port, hands it on to another, and delivers it to maildirs.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, OnceLock};

use crate::harness::{Daemon, Ready, tool, write};
use crate::keys::Pki;

/// The one who owns the maildirs: nobody.
pub(crate) const OWNER: u32 = 65534;

/// What stands on a port: the name of the service, and how it differs from the rest. `{next}` is the port of `mx`.
const SERVICES: &[(&str, &[&str])] = &[
    // As a company's relay: TLS, a login, and on to the server that delivers.
    (
        "submission",
        &[
            TLS,
            LOGIN,
            ON,
            "smtpd_relay_restrictions=permit_sasl_authenticated,reject",
        ],
    ),
    (
        "plain",
        &["smtpd_relay_restrictions=reject_unauth_destination"],
    ),
    ("busy", &["smtpd_recipient_restrictions=defer"]),
    (
        "choosy",
        &[
            "smtpd_sender_restrictions=check_sender_access inline:{{probe@otp.test=REJECT}}",
            "smtpd_relay_restrictions=reject_unauth_destination",
        ],
    ),
    (
        "untrusted",
        &[
            TLS,
            "smtpd_tls_cert_file={untrusted.pem}",
            "smtpd_tls_key_file={untrusted.key}",
        ],
    ),
    (
        "footer",
        &[
            "cleanup_service_name=cleanup-footer",
            "smtpd_relay_restrictions=reject_unauth_destination",
        ],
    ),
    (
        "masking",
        &[
            "cleanup_service_name=cleanup-masking",
            "smtpd_relay_restrictions=reject_unauth_destination",
        ],
    ),
    (
        "filter",
        &[
            "cleanup_service_name=cleanup-filter",
            "smtpd_relay_restrictions=reject_unauth_destination",
        ],
    ),
    (
        "mx",
        &[
            "myhostname=mx.otp.test",
            "smtpd_relay_restrictions=reject_unauth_destination",
            "smtpd_sender_restrictions=check_sender_access inline:{{otp.test = PREPEND Authentication-Results: mx.otp.test; spf=pass smtp.mailfrom=otp.test; dkim=none; dmarc=pass header.from=otp.test}}",
        ],
    ),
];

const TLS: &str = "smtpd_tls_security_level=may";
const LOGIN: &str = "smtpd_sasl_auth_enable=yes";
const ON: &str = "content_filter=smtp:[127.0.0.1]:{next}";

/// The server that all tests share.
pub(crate) fn postfix() -> &'static Daemon {
    static SHARED: OnceLock<Daemon> = OnceLock::new();
    SHARED.get_or_init(|| {
        Daemon::start(Ready::Tcp, SERVICES.len(), |folder, ports| {
            let name = folder.display();
            let config = write(folder, "etc/main.cf", &main_cf(folder));
            write(folder, "etc/master.cf", &master_cf(folder, ports));
            write(
                folder,
                "etc/footer",
                "/^If you did not/ PREPEND [EXTERNAL] Call 555-0100 when in doubt.\n",
            );
            write(
                folder,
                "etc/masking",
                "/^Your passcode is/ REPLACE Your passcode is ******\n",
            );
            write(
                folder,
                "etc/filter",
                "/^Your passcode is/ REJECT 5.7.1 this looks like phishing\n",
            );
            users(folder);
            for part in ["queue", "data", "mail"] {
                std::fs::create_dir_all(folder.join(part)).unwrap();
            }
            tool(Command::new("chown").args(["postfix", &format!("{name}/data")]));
            tool(Command::new("chown").args([&OWNER.to_string(), &format!("{name}/mail")]));
            let config = config.parent().unwrap().to_owned();
            tool(Command::new("postfix").arg("-c").arg(&config).arg("check"));
            let mut command = Command::new("/usr/lib/postfix/sbin/master");
            command.arg("-c").arg(config).arg("-s");
            command
        })
    })
}

/// The port of a service.
pub(crate) fn port(service: &str) -> u16 {
    let index = SERVICES.iter().position(|(name, _)| *name == service);
    postfix().ports()[index.unwrap()]
}

/// The maildir of a mailbox.
pub(crate) fn maildir(mailbox: &str) -> PathBuf {
    static MAKING: Mutex<()> = Mutex::new(());
    let _turn = MAKING.lock();
    let folder = place(mailbox);
    // What is there already is in use by the servers.
    if std::fs::create_dir(&folder).is_ok() {
        for part in ["new", "cur", "tmp"] {
            std::fs::create_dir(folder.join(part)).unwrap();
        }
        tool(
            Command::new("chown")
                .args(["-R", &OWNER.to_string()])
                .arg(&folder),
        );
    }
    folder
}

/// Where the maildir of a mailbox is, or will be.
pub(crate) fn place(mailbox: &str) -> PathBuf {
    postfix().folder().join("mail").join(mailbox)
}

/// Addresses and where their mail goes: each test that waits for mail has a mailbox of its own.
fn mailboxes() -> String {
    let own = ["probe", "slow", "kept", "three", "box"];
    let own = own
        .iter()
        .map(|name| format!("{{{name}@otp.test={name}/}} "))
        .collect::<String>();
    own + "{junk@otp.test=probe/.Junk/} {lost@otp.test=lost/}"
}

fn main_cf(folder: &Path) -> String {
    let name = folder.display();
    let file = |name: &str| Pki::shared().path(name);
    format!(
        "compatibility_level = 3.6\nqueue_directory = {name}/queue\ndata_directory = {name}/data\nmaillog_file = /dev/stdout\n\
         inet_interfaces = 127.0.0.1\ninet_protocols = ipv4\nmyhostname = mail.otp.test\nmydestination =\n\
         mynetworks =\nalias_maps =\nsmtpd_peername_lookup = no\nsmtp_dns_support_level = disabled\n\
         virtual_mailbox_domains = otp.test\nvirtual_mailbox_base = {name}/mail\nvirtual_mailbox_maps = inline:{{ {} }}\n\
         virtual_uid_maps = static:{OWNER}\nvirtual_gid_maps = static:{OWNER}\nvirtual_minimum_uid = 1\n\
         transport_maps = inline:{{ {{lost@otp.test=discard:}} }}\n\
         smtpd_relay_restrictions = reject_unauth_destination\nsmtpd_client_connection_count_limit = 0\n\
         smtpd_tls_cert_file = {}\nsmtpd_tls_key_file = {}\n\
         smtpd_sasl_path = smtpd\nsmtpd_sasl_local_domain = otp.test\n",
        mailboxes(),
        file("sound.pem"),
        file("sound.key"),
    )
}

fn master_cf(folder: &Path, ports: &[u16]) -> String {
    let next = ports[SERVICES.len() - 1].to_string();
    let mut text = String::new();
    for ((name, options), port) in SERVICES.iter().zip(ports) {
        text += &format!("127.0.0.1:{port} inet n - n - - smtpd\n  -o syslog_name={name}\n");
        for option in *options {
            let option = with_files(&option.replace("{next}", &next));
            text += &format!("  -o {{ {option} }}\n");
        }
    }
    let etc = folder.join("etc");
    for kind in ["footer", "masking", "filter"] {
        text += &format!(
            "cleanup-{kind} unix n - n - 0 cleanup\n  -o body_checks=regexp:{}/{kind}\n",
            etc.display()
        );
    }
    text + "postlog unix-dgram n - n - 1 postlogd\n\
            cleanup unix n - n - 0 cleanup\n\
            qmgr unix n - n 300 1 qmgr\n\
            tlsmgr unix - - n 1000? 1 tlsmgr\n\
            rewrite unix - - n - - trivial-rewrite\n\
            bounce unix - - n - 0 bounce\n\
            defer unix - - n - 0 bounce\n\
            trace unix - - n - 0 bounce\n\
            error unix - - n - - error\n\
            retry unix - - n - - error\n\
            discard unix - - n - - discard\n\
            smtp unix - - n - - smtp\n\
            virtual unix - n n - - virtual\n\
            proxymap unix - - n - - proxymap\n\
            anvil unix - - n - 1 anvil\n\
            scache unix - - n - 1 scache\n"
}

fn with_files(option: &str) -> String {
    match option.split_once("={") {
        Some((setting, file)) if file.ends_with(".pem}") || file.ends_with(".key}") => {
            let file = Pki::shared().path(file.trim_end_matches('}'));
            format!("{setting}={file}")
        }
        _ => option.to_owned(),
    }
}

/// The one who may log in: `otp`, with `s3cret-mail`.
fn users(folder: &Path) {
    let database = folder.join("etc/sasl/sasldb2").display().to_string();
    let config = format!(
        "pwcheck_method: auxprop\nauxprop_plugin: sasldb\nsasldb_path: {database}\nmech_list: PLAIN LOGIN\n"
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
