//! Who else may do what, by descriptors as Windows makes them.

pub(crate) mod sddl;

use self::sddl::bytes_of;
use super::*;

const ME: &str = "S-1-5-21-1-2-3-1001";
const USERS: &str = "S-1-5-32-545";

fn others(sddl: &str, rights: u32) -> Vec<String> {
    let descriptor = Descriptor::parse(&bytes_of(sddl)).expect(sddl);
    let others = descriptor.others(rights, &[ME]);
    others.into_iter().map(str::to_owned).collect()
}

/// `C:\ProgramData\otpdoctor`, with what it inherits where nobody says otherwise, and this owner.
fn below_program_data(owner: &str) -> String {
    format!(
        "O:{owner}D:AI(A;OICIID;FA;;;SY)(A;OICIID;FA;;;BA)(A;ID;FA;;;{owner})(A;OICIIOID;GA;;;CO)(A;OICIID;0x1200a9;;;BU)(A;CIID;0x100116;;;BU)"
    )
}

#[test]
fn what_administrators_and_windows_made_is_in_nobody_elses_hands() {
    let trusted_installer = "S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464";
    for (what, sddl, rights) in [
        ("made by an administrator", below_program_data("BA"), REPLACE),
        ("by the account itself", below_program_data(ME), REPLACE),
        (
            "a file in it",
            "O:BAD:AI(A;ID;FA;;;SY)(A;ID;FA;;;BA)(A;ID;0x1200a9;;;BU)".into(),
            CHANGE,
        ),
        (
            "Program Files",
            format!(
                "O:{trusted_installer}D:PAI(A;;FA;;;{trusted_installer})(A;CIIO;GA;;;{trusted_installer})(A;;0x1301bf;;;SY)(A;OICIIO;GA;;;SY)(A;;0x1301bf;;;BA)(A;;0x1200a9;;;BU)(A;OICIIO;GA;;;CO)(A;;0x1200a9;;;S-1-15-2-1)"
            ),
            CHANGE,
        ),
        (
            "the root of a server's disk",
            "O:SYD:PAI(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;0x1200a9;;;BU)(A;CI;0x4;;;BU)(A;CIIO;0x2;;;BU)(A;OICIIO;GA;;;CO)".into(),
            REPLACE,
        ),
        (
            "the user's AppData",
            format!("O:{ME}D:AI(A;OICIID;FA;;;SY)(A;OICIID;FA;;;BA)(A;OICIID;FA;;;{ME})"),
            READ | CHANGE,
        ),
        (
            "with OWNER RIGHTS",
            "O:BAD:P(A;;FA;;;OW)(A;;FA;;;SY)".into(),
            READ | CHANGE,
        ),
    ] {
        assert_eq!(others(&sddl, rights), Vec::<String>::new(), "{what}");
    }
}

#[test]
fn whoever_else_may_is_named() {
    let user = "S-1-5-21-1-2-3-1104";
    for (what, sddl, rights, who) in [
        (
            "a user made it first, and was taken out of its list",
            "O:S-1-5-21-1-2-3-1104D:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)".into(),
            REPLACE,
            vec![user],
        ),
        (
            "a user made it",
            below_program_data(user),
            REPLACE,
            vec![user],
        ),
        (
            "users may add what is read with it",
            below_program_data("BA"),
            CHANGE,
            vec![USERS],
        ),
        (
            "a user of an entry",
            "O:BAD:(A;;FA;;;BA)(A;;FW;;;S-1-5-21-1-2-3-1104)(A;;FR;;;BU)".into(),
            CHANGE,
            vec![user],
        ),
        (
            "below the root of a disk of a client",
            "O:BAD:AI(A;OICIID;FA;;;BA)(A;OICIID;0x1200a9;;;BU)(A;OICIID;0x1301bf;;;AU)".into(),
            REPLACE,
            vec!["S-1-5-11"],
        ),
        (
            "a denied group takes nothing from who is allowed",
            "O:BAD:(D;;FA;;;BU)(A;;FA;;;WD)".into(),
            READ,
            vec!["S-1-1-0"],
        ),
        (
            "a condition may hold",
            "O:BAD:(XA;;FR;;;AU)".into(),
            READ,
            vec!["S-1-5-11"],
        ),
        (
            "generic rights",
            "O:BAD:(A;;GA;;;NS)".into(),
            REPLACE,
            vec!["S-1-5-20"],
        ),
        (
            "there is no list",
            "O:BAD:NO_ACCESS_CONTROL".into(),
            READ,
            vec!["S-1-1-0"],
        ),
        (
            "each once",
            "O:NSD:(A;;FA;;;NS)(A;;FR;;;BU)(A;;FX;;;BU)(A;ID;FR;;;BU)".into(),
            READ,
            vec!["S-1-5-20", USERS],
        ),
    ] {
        assert_eq!(others(&sddl, rights), who, "{what}");
    }
}
