//! Descriptors with the rights that they come to. Public listings stand with their source, as SDDL; the rest is generated.

use super::*;
use crate::kit::descriptor::tests::sddl::bytes_of;
use crate::kit::descriptor::{ALL, OWNER_RIGHTS};

/// MS-DTYP 2.5.1.4: what `O:BAG:BAD:P(A;CIOI;GRGX;;;BU)(A;CIOI;GA;;;BA)(A;CIOI;GA;;;SY)(A;CIOI;GA;;;CO)S:P(AU;FA;GR;;;WD)`
/// is in binary.
const DTYP: &str = "\
    010014b090000000a0000000140000003000000002001c00010000000280140000000080010100000000000100000000 \
    020060000400000000031800000000a00102000000000005200000002102000000031800000000100102000000000005 \
    200000002002000000031400000000100101000000000005120000000003140000000010010100000000000300000000 \
    0102000000000005200000002002000001020000000000052000000020020000";

const READ_ONLY: u32 = 0x0012_0089;
const READ_AND_RUN: u32 = 0x0012_00A9;
const OWNERS: u32 = 0x0006_0000;

/// Whose rights: Network Service, the pool DefaultAppPool, an account of a domain whose groups are not known, one whose
/// groups of the machine are, and SYSTEM.
const WHO: [(&str, &str, Option<&[&str]>); 5] = [
    ("service", "S-1-5-20", None),
    (
        "pool",
        "S-1-5-82-3006700770-424185619-1745488364-794895919-4004696415",
        None,
    ),
    ("domain", "S-1-5-21-1-2-3-1104", None),
    (
        "listed",
        "S-1-5-21-1-2-3-1104",
        Some(&["S-1-5-32-555", "S-1-5-21-7-8-9-1001"]),
    ),
    ("system", "S-1-5-18", None),
];

/// Descriptor, whose rights, those that are sure, and those that are possible.
#[rustfmt::skip]
const TABLE: &[(&str, &str, u32, u32)] = &[
    // The default of the MachineKeys folder: Microsoft's KB 278381, for Windows 2000 and 2003.
    ("O:SYD:PAI(A;;0x12019f;;;WD)(A;;FA;;;BA)", "service", 0x0012_019F, 0x0012_019F),
    ("O:SYD:PAI(A;;FA;;;BA)(A;OICI;0x12019f;;;WD)(A;OICI;FA;;;SY)", "pool", 0x0012_019F, 0x0012_019F),
    // github.com/win-acme/win-acme/issues/1776: as it is written on Server 2012 R2, as it should be, as the task writes it.
    ("O:BAD:PAI(A;;FA;;;SY)(A;;FA;;;BA)(A;;FR;;;S-1-5-5-0-39766911)", "service", 0, 0),
    ("O:BAD:PAI(A;;FA;;;SY)(A;;FA;;;BA)(A;;FR;;;NS)", "service", READ_ONLY, READ_ONLY),
    ("O:SYD:PAI(A;;FA;;;SY)(A;;FR;;;BA)", "service", 0, 0),
    ("O:SYD:PAI(A;;FA;;;SY)(A;;FR;;;BA)", "system", ALL, ALL),
    // github.com/win-acme/win-acme/issues/2529: one account of the machine is named, and no other can read.
    ("O:BAD:PAI(A;;FA;;;SY)(A;;FA;;;BA)(A;;FR;;;S-1-5-21-1-2-3-1104)", "listed", READ_ONLY, READ_ONLY),
    ("O:BAD:PAI(A;;FA;;;SY)(A;;FA;;;BA)(A;;FR;;;S-1-5-21-1-2-3-1104)", "service", 0, 0),
    // learn.microsoft.com, an internal error with RDP to an Azure machine: what its script grants on MachineKeys.
    ("O:BAD:AI(A;;FA;;;SY)(A;;FR;;;NS)(A;;FA;;;BA)", "service", READ_ONLY, READ_ONLY),
    ("O:BAD:AI(A;;FA;;;SY)(A;;FR;;;NS)(A;;FA;;;BA)", "pool", 0, 0),
    // mako-it.com: icacls "…\machinekeys" /t /grant everyone:(GR)
    ("O:BAD:PAI(A;;GR;;;WD)(A;;FA;;;SY)", "pool", READ_ONLY, READ_ONLY),
    // github.com/DuendeArchive/IdentityServer4/issues/504: IIS_IUSRS with Read.
    ("O:BAD:PAI(A;;FA;;;SY)(A;;FR;;;S-1-5-32-568)", "pool", READ_ONLY, READ_ONLY),
    // github.com/microsoft/Attestation-Client-Samples/pull/13: Authenticated Users with Read.
    ("O:BAD:PAI(A;;FA;;;SY)(A;;FR;;;AU)", "service", READ_ONLY, READ_ONLY),
    // marcusoh.blogspot.com, 2005: a text file with Users in it.
    ("O:BAG:S-1-5-21-1-2-3-513D:ARAI(A;;FA;;;BA)(A;;FA;;;SY)(A;;0x1200a9;;;BU)(A;ID;FA;;;BA)(A;ID;FA;;;SY)(A;ID;0x1200a9;;;BU)", "service", READ_AND_RUN, READ_AND_RUN),
    // Datadog Agent: the command that decrypts its secrets, and what its installer's test expects of its config.
    ("O:BAG:S-1-5-21-2685101404-2783901971-939297808-513D:PAI(A;;FA;;;SY)(A;;FA;;;BA)(A;;0x1200a9;;;S-1-5-21-2685101404-2783901971-939297808-1001)", "service", 0, 0),
    ("O:SYG:SYD:PAI(A;;FA;;;SY)(A;;FA;;;BA)(A;;WD;;;BU)(A;;FA;;;S-1-5-21-1-2-3-1104)", "listed", ALL, ALL),
    ("O:SYG:SYD:PAI(A;;FA;;;SY)(A;;FA;;;BA)(A;;WD;;;BU)(A;;FA;;;S-1-5-21-1-2-3-1104)", "service", 0x0004_0000, 0x0004_0000),
    // Imagined from here on. Owners have two rights whatever the list says, but for OWNER RIGHTS.
    ("O:NSD:(A;;FA;;;SY)", "service", OWNERS, OWNERS),
    ("O:NSD:", "service", OWNERS, OWNERS),
    ("O:NSD:(D;;FA;;;NS)", "service", OWNERS, OWNERS),
    ("O:NSD:P(A;;FA;;;SY)(A;;FA;;;OW)", "service", ALL, ALL),
    ("O:BAD:P(A;;FA;;;SY)(A;;FA;;;OW)", "service", 0, 0),
    ("O:NSD:(A;;RC;;;OW)(A;;FX;;;NS)", "service", 0x0012_00A0, 0x0012_00A0),
    ("O:NSD:(A;IO;FA;;;OW)", "service", OWNERS, OWNERS),
    ("O:NSD:(D;;FR;;;OW)(A;;FA;;;NS)", "service", ALL & !READ_ONLY, ALL & !READ_ONLY),
    ("O:S-1-5-21-1-2-3-1200D:", "domain", 0, OWNERS),
    // The first entry that names a right decides about it.
    ("O:BAD:(D;;FR;;;NS)(A;;FA;;;WD)", "service", ALL & !READ_ONLY, ALL & !READ_ONLY),
    ("O:BAD:(A;;FR;;;NS)(D;;FA;;;WD)", "service", READ_ONLY, READ_ONLY),
    ("O:BAD:(D;;RC;;;NS)(A;;FR;;;NS)", "service", 0x0010_0089, 0x0010_0089),
    ("O:BAD:(D;;FA;;;S-1-5-32-568)(A;;FR;;;NS)", "service", 0, 0),
    ("O:BAD:(D;ID;FR;;;AU)(A;ID;FR;;;NS)", "service", 0, 0),
    // What is for the inside of folders is not for the folder.
    ("O:BAD:(A;OICIIO;FA;;;NS)", "service", 0, 0),
    ("O:BAD:(D;OICIIO;FA;;;NS)(A;OICI;FR;;;NS)", "service", READ_ONLY, READ_ONLY),
    // The generic rights.
    ("O:BAD:(A;;GA;;;NS)", "service", ALL, ALL),
    ("O:BAD:(A;;GW;;;NS)", "service", 0x0012_0116, 0x0012_0116),
    ("O:BAD:(A;;GX;;;NS)", "service", 0x0012_00A0, 0x0012_00A0),
    ("O:BAD:(D;;GR;;;NS)(A;;GA;;;NS)", "service", ALL & !READ_ONLY, ALL & !READ_ONLY),
    // No list at all, and an empty one.
    ("O:BA", "service", ALL, ALL),
    ("O:BAD:NO_ACCESS_CONTROL", "service", ALL, ALL),
    ("O:BAD:", "service", 0, 0),
    ("D:", "system", 0, 0),
    // Entries for the objects of a directory, and with a condition.
    ("O:BAD:(OA;;FR;bf967aba-0de6-11d0-a285-00aa003049e2;;NS)", "service", 0, 0),
    ("O:BAD:(OA;;FR;;;NS)", "service", READ_ONLY, READ_ONLY),
    ("O:BAD:(OA;;FR;;bf967aba-0de6-11d0-a285-00aa003049e2;NS)", "service", READ_ONLY, READ_ONLY),
    ("O:BAD:(OD;;FR;bf967aba-0de6-11d0-a285-00aa003049e2;;NS)(A;;FR;;;NS)", "service", 0, 0),
    ("O:BAD:(XA;;FR;;;NS)", "service", 0, READ_ONLY),
    ("O:BAD:(XD;;FR;;;NS)(A;;FR;;;WD)", "service", 0, READ_ONLY),
    ("O:BAD:(XA;;FR;;;SY)", "service", 0, 0),
    // Others than entries that allow and deny do neither.
    ("O:BAD:(AU;SAFA;FA;;;WD)(A;;FR;;;NS)", "service", READ_ONLY, READ_ONLY),
    // Groups: those of an account that Windows does not list are possible, and so is the pool of Network Service.
    ("O:SYD:(A;;FR;;;S-1-5-21-1-2-3-1200)", "domain", 0, READ_ONLY),
    ("O:BAD:(A;;FR;;;S-1-5-21-7-8-9-1001)", "listed", READ_ONLY, READ_ONLY),
    ("O:BAD:(A;;FR;;;S-1-5-32-555)", "listed", READ_ONLY, READ_ONLY),
    ("O:BAD:(A;;FR;;;BA)", "listed", 0, 0),
    ("O:BAD:(D;;FR;;;BA)(A;;FR;;;AU)", "listed", READ_ONLY, READ_ONLY),
    ("O:BAD:(A;;FR;;;S-1-5-21-1-2-3-1300)", "listed", 0, READ_ONLY),
    ("O:SYD:(D;;FR;;;S-1-5-21-1-2-3-1200)(A;;FR;;;AU)", "domain", 0, READ_ONLY),
    ("O:SYD:(A;;FR;;;BA)", "domain", 0, READ_ONLY),
    ("O:BAD:(A;;FR;;;BA)", "service", 0, 0),
    ("O:LSD:(A;;FR;;;BA)", "system", READ_ONLY, READ_ONLY),
    ("O:LSD:(A;;FR;;;AU)", "system", READ_ONLY, READ_ONLY),
    ("O:LSD:(A;;FR;;;BU)", "system", 0, 0),
    ("O:LSD:(A;;FR;;;S-1-5-32-568)", "system", 0, 0),
    ("O:LSD:(A;;FR;;;SU)", "system", 0, 0),
    ("O:BAD:(A;;FR;;;S-1-5-82-1-2-3-4-5)", "service", 0, READ_ONLY),
    ("O:BAD:(A;;FR;;;S-1-5-82-1-2-3-4-5)", "pool", 0, 0),
    ("O:BAD:(A;;FR;;;S-1-5-82-3006700770-424185619-1745488364-794895919-4004696415)", "pool", READ_ONLY, READ_ONLY),
    ("O:BAD:(A;;FR;;;S-1-5-82-0)", "pool", READ_ONLY, READ_ONLY),
    ("O:BAD:(A;;FR;;;SU)", "service", READ_ONLY, READ_ONLY),
    ("O:BAD:(A;;FR;;;LS)", "service", 0, 0),
    ("O:BAD:(A;;FR;;;IU)", "service", 0, 0),
];

#[test]
fn rights_are_those_of_windows() {
    for (sddl, who, sure, possible) in TABLE {
        let descriptor = Descriptor::parse(&bytes_of(sddl)).expect(sddl);
        assert_eq!(rights(&descriptor, who), (*sure, *possible), "{sddl} {who}");
    }
}

#[test]
fn the_example_of_the_specification_is_read() {
    let bytes = unhex(DTYP);
    let descriptor = Descriptor::parse(&bytes).expect("a descriptor");
    assert_eq!(descriptor.owner.as_deref(), Some("S-1-5-32-544"));
    let shown = descriptor.entries.iter().flatten();
    let shown: Vec<_> = shown
        .map(|entry| format!("{}:{entry}", entry.sid))
        .collect();
    let entries = [
        "S-1-5-32-545:(RX)",
        "S-1-5-32-544:(F)",
        "S-1-5-18:(F)",
        "S-1-3-0:(F)",
    ];
    assert_eq!(shown, entries);
    assert_eq!(rights(&descriptor, "service"), (READ_AND_RUN, READ_AND_RUN));
    assert_eq!(rights(&descriptor, "system"), (ALL, ALL));
    // Cut anywhere it is none, or ends where the SACL begins: nothing behind the list counts.
    for end in 0..bytes.len() {
        if let Some(cut) = Descriptor::parse(&bytes[..end]) {
            assert_eq!(cut, descriptor, "{end}");
        }
    }
}

#[test]
fn authenticated_users_alone_are_not_everybody() {
    for (sddl, open) in [
        ("D:(A;;FR;;;WD)", true),
        ("D:(A;;FR;;;BU)", true),
        ("D:(A;;FR;;;IU)", true),
        ("D:(A;;FR;;;S-1-5-21-1-2-3-513)", true),
        ("D:NO_ACCESS_CONTROL", true),
        // domain.md 2.3: the vendor asks for it where the key signs assertions.
        ("D:(A;;FR;;;AU)", false),
        ("D:(D;;FR;;;AU)(A;;FR;;;WD)", false),
        ("D:(A;IO;FR;;;WD)(A;;FR;;;NS)", false),
        ("D:(A;;FW;;;WD)", false),
        ("D:(A;;FR;;;S-1-5-21-1-2-3-1513)", false),
    ] {
        let descriptor = Descriptor::parse(&bytes_of(sddl)).expect(sddl);
        assert_eq!(
            descriptor.rights(is_anybody, false) & READ != 0,
            open,
            "{sddl}"
        );
    }
}

/// Right by right, entry by entry: the first that holds and names it decides.
#[test]
fn a_plain_reading_of_random_descriptors_agrees() {
    const SIDS: [&str; 5] = [
        "S-1-1-0",
        "S-1-5-20",
        "S-1-5-21-7-8-9-1001",
        OWNER_RIGHTS,
        "S-1-5-11",
    ];
    let mut dice = Dice(15);
    for _ in 0..20_000 {
        let membership = SIDS.map(|_| [Some(true), Some(false), None][dice.below(3)]);
        let member = |sid: &str| {
            let known = SIDS.iter().position(|known| *known == sid);
            known.map_or(Some(false), |index| membership[index])
        };
        let owner = SIDS[dice.below(3)];
        let mut sddl = format!("O:{owner}D:");
        for _ in 0..dice.below(6) {
            let (kind, flags) = (
                ["A", "D", "XA", "XD"][dice.below(4)],
                ["", "IO", "ID"][dice.below(3)],
            );
            let mask = dice.next() & 0xF01F_01FF;
            let sid = SIDS[dice.below(5)];
            sddl.push_str(&format!("({kind};{flags};{mask:#x};;;{sid})"));
        }
        let descriptor = Descriptor::parse(&bytes_of(&sddl)).expect(&sddl);
        let of = |sid: &str| {
            if sid == OWNER_RIGHTS {
                member(owner)
            } else {
                member(sid)
            }
        };
        for doubt in [false, true] {
            let entries = descriptor.entries.as_deref().unwrap_or_default();
            let here: Vec<_> = entries.iter().filter(|entry| !entry.inherit_only).collect();
            let limited = here.iter().any(|entry| entry.sid == OWNER_RIGHTS);
            let holds = |bit: u32| {
                if OWNERS & bit != 0 && !limited && member(owner).unwrap_or(doubt) {
                    return true;
                }
                let decides = |entry: &&&Entry| {
                    let sure = of(&entry.sid).filter(|is| !*is || !entry.conditional);
                    entry.mask & bit != 0 && sure.unwrap_or(entry.allows == doubt)
                };
                here.iter().find(decides).is_some_and(|entry| entry.allows)
            };
            let plain = (0..32)
                .map(|bit| 1 << bit)
                .filter(|bit| holds(*bit))
                .sum::<u32>();
            assert_eq!(
                descriptor.rights(member, doubt),
                plain,
                "{sddl} {membership:?} {doubt}"
            );
        }
    }
}

fn rights(descriptor: &Descriptor, who: &str) -> (u32, u32) {
    let (_, sid, groups) = WHO.iter().find(|(name, ..)| *name == who).expect("a name");
    let account = Trustee {
        sid: (*sid).into(),
        groups: groups.map(|groups| groups.iter().map(ToString::to_string).collect()),
    };
    let of = |doubt| descriptor.rights(|sid| is_member(&account, sid), doubt);
    (of(false), of(true))
}

fn unhex(text: &str) -> Vec<u8> {
    let digits: Vec<u8> = text.bytes().filter(u8::is_ascii_hexdigit).collect();
    let byte = |two: &[u8]| u8::from_str_radix(str::from_utf8(two).expect("ASCII"), 16);
    digits
        .chunks(2)
        .map(|two| byte(two).expect("two digits"))
        .collect()
}

/// SplitMix64: the same throws in every run.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ z >> 31
    }

    fn below(&mut self, end: u64) -> usize {
        (self.next() % end) as usize
    }
}
