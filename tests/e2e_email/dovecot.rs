//! A dovecot over the maildirs that postfix delivers to.

use std::process::Command;
use std::sync::OnceLock;

use crate::harness::{Daemon, Ready, write};
use crate::keys::Pki;
use crate::postfix::{OWNER, postfix};

/// A port with TLS from the first byte, and one with STARTTLS.
pub(crate) fn dovecot() -> &'static Daemon {
    static SHARED: OnceLock<Daemon> = OnceLock::new();
    SHARED.get_or_init(|| {
        let mail = postfix().folder().join("mail");
        Daemon::start(Ready::Tcp, 2, |folder, ports| {
            let (name, mail) = (folder.display(), mail.display());
            let file = |name: &str| Pki::shared().path(name);
            let config = format!(
                "protocols = imap\nlisten = 127.0.0.1\nbase_dir = {name}/run\nstate_dir = {name}/state\nlog_path = /dev/stderr\n\
                 ssl = required\nssl_cert = <{}\nssl_key = <{}\nmail_location = maildir:{mail}/%u\nmail_home = {mail}/%u\n\
                 first_valid_uid = 1\nfirst_valid_gid = 1\nmail_uid = {OWNER}\nmail_gid = {OWNER}\n\
                 passdb {{\n driver = static\n args = password=s3cret-box\n}}\n\
                 userdb {{\n driver = static\n args = uid={OWNER} gid={OWNER} home={mail}/%u\n}}\n\
                 namespace inbox {{\n inbox = yes\n mailbox Junk {{\n auto = create\n special_use = \\Junk\n }}\n}}\n\
                 service imap-login {{\n chroot =\n inet_listener imap {{\n port = {}\n }}\n inet_listener imaps {{\n port = {}\n ssl = yes\n }}\n}}\n\
                 service anvil {{\n chroot =\n}}\n",
                file("sound.pem"),
                file("sound.key"),
                ports[1],
                ports[0],
            );
            let config = write(folder, "dovecot.conf", &config);
            let mut command = Command::new("dovecot");
            command.arg("-F").arg("-c").arg(config);
            command
        })
    })
}

/// The port with TLS from the first byte.
pub(crate) fn imaps() -> u16 {
    dovecot().ports()[0]
}

/// The port with STARTTLS.
pub(crate) fn imap() -> u16 {
    dovecot().ports()[1]
}
