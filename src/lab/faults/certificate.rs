//! Faults of certificates, keys and the license.

use checks::kit::probe::key_access::{AclEntry, Id, Who};

use super::super::pki::License;
use super::super::plan::node;
use super::{Fault, fault};

pub(super) const FAULTS: &[Fault] = &[
    fault(
        "certificate-validity",
        "missing",
        "the file of the license certificate is not there",
        |plan| plan.license = License::Missing,
    ),
    fault(
        "certificate-validity",
        "unreadable",
        "the file of the license certificate holds no certificate",
        |plan| plan.license = License::Unreadable,
    ),
    fault(
        "certificate-validity",
        "wrong-password",
        "the password of the PKCS#12 file is wrong",
        |plan| plan.pfx_password = "not-the-password",
    ),
    fault(
        "certificate-validity",
        "expired",
        "the license certificate expired three days ago",
        |plan| plan.license = License::Expired,
    ),
    fault(
        "certificate-validity",
        "not-yet-valid",
        "the license certificate is not valid before five days from now",
        |plan| plan.license = License::NotYetValid,
    ),
    fault(
        "certificate-validity",
        "expires-soon",
        "the license certificate expires in three weeks",
        |plan| plan.license = License::ExpiresSoon,
    ),
    fault(
        "certificate-chain",
        "untrusted",
        "an unknown authority signed the license certificate",
        |plan| plan.license = License::Untrusted,
    ),
    fault(
        "certificate-chain",
        "incomplete",
        "the intermediate is missing from the file of the license certificate",
        |plan| plan.license = License::Incomplete,
    ),
    fault(
        "certificate-chain",
        "issuer-expired",
        "the intermediate above the license certificate expired five days ago",
        |plan| plan.license = License::IssuerExpired,
    ),
    fault(
        "certificate-chain",
        "signature-invalid",
        "one bit of the license certificate's signature is wrong",
        |plan| plan.license = License::SignatureInvalid,
    ),
    fault(
        "certificate-use",
        "no-client-auth",
        "the license certificate is for servers alone",
        |plan| plan.license = License::NotForClients,
    ),
    fault(
        "certificate-use",
        "key-usage",
        "the license certificate's key may not sign",
        |plan| plan.license = License::WrongKeyUsage,
    ),
    fault(
        "certificate-use",
        "weak-key",
        "the license certificate has an RSA key of 1,024 bits",
        |plan| plan.license = License::WeakKey,
    ),
    fault(
        "certificate-use",
        "weak-signature",
        "the license certificate is signed with SHA-1",
        |plan| plan.license = License::WeakSignature,
    ),
    fault(
        "certificate-use",
        "is-ca",
        "the license certificate is that of an authority",
        |plan| plan.license = License::IsAuthority,
    ),
    fault(
        "key-match",
        "absent",
        "the private key of the license certificate is not named",
        |plan| {
            plan.license = License::KeyMissing;
            plan.unset("/certificates/license/key");
        },
    ),
    fault(
        "key-match",
        "mismatch",
        "the private key belongs to another certificate",
        |plan| plan.license = License::KeyOfAnother,
    ),
    fault(
        "key-access",
        "not-readable",
        "only root may read the private key",
        |plan| {
            plan.host.key_access.path.pop();
            let key = node("/srv/otp/license.key", 0, "root", 0o400);
            plan.host.key_access.path.push(key);
        },
    ),
    fault(
        "key-access",
        "readable-by-others",
        "everybody on the machine may read the private key",
        |plan| {
            for node in plan.host.key_access.path.iter_mut().skip(2) {
                node.mode |= 0o005;
            }
            if let Some(key) = plan.host.key_access.path.last_mut() {
                key.mode = 0o444;
            }
        },
    ),
    fault(
        "key-access",
        "orphan-account",
        "the private key's list of rights names an account that no longer exists",
        |plan| {
            let entry = |who, permissions| AclEntry { who, permissions };
            let gone = Id {
                id: 4711,
                name: None,
            };
            if let Some(key) = plan.host.key_access.path.last_mut() {
                key.acl = vec![
                    entry(Who::Owner, 4),
                    entry(Who::User(gone), 4),
                    entry(Who::OwningGroup, 4),
                    entry(Who::Mask, 4),
                    entry(Who::Other, 0),
                ];
            }
        },
    ),
    fault(
        "key-access",
        "no-such-account",
        "the service account does not exist on the machine",
        |plan| plan.host.key_access.account = None,
    ),
    fault(
        "license-current",
        "support-expired",
        "the support license ended ten days ago",
        |plan| plan.set_day("/appliance/license/support_expires", -10),
    ),
    fault(
        "license-current",
        "support-expires-soon",
        "the support license ends in twelve days",
        |plan| plan.set_day("/appliance/license/support_expires", 12),
    ),
    fault(
        "license-current",
        "certificate-expired",
        "the license certificate expired three days ago",
        |plan| plan.license = License::Expired,
    ),
];
