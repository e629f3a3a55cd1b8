//! Wine's prefix, dressed as an appliance: its registry, its certificate stores, its time service, its realm folders.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::sync::Once;
use std::sync::atomic::{AtomicUsize, Ordering};

use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject as _;
use serde::Deserialize;
use windows_registry::{LOCAL_MACHINE, Type};

use crate::faults::{Fault, Store};
use crate::my_store::{Stored, put_pem};
use crate::world::World;

/// The folder of the realms, on the drive that vendor's appliances have them on.
const REALMS: &str = r"D:\SecureAuth";
const W32TM: &str = "Leap Indicator: 0(no warning)\nStratum: 3 (secondary reference - syncd by (S)NTP)\nPrecision: -23 (119.209ns per tick)\nRoot Delay: 0.0003538s\nRoot Dispersion: 0.0100002s\nReferenceId: 0xC0000201 (source IP:  192.0.2.1)\nLast Successful Sync Time: 5/23/2026 7:51:39 PM\nSource: ntp1.lab.otpdoctor.test,0x8\nPoll Interval: 6 (64s)\n\nPhase Offset: -0.0000013s\nClockRate: 0.0156250s\nState Machine: 2 (Sync)\nTime Source Flags: 0 (None)\nServer Role: 0 (None)\nLast Sync Error: 0 (The command completed successfully.)\nTime since Last Good Sync Time: 15.7344985s\n";

/// Keys below HKEY_LOCAL_MACHINE, and their values.
pub type Registry = BTreeMap<String, BTreeMap<String, Value>>;

/// A value of the registry; that of WinHTTP is the proxy's server, which `netsh winhttp` packs.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum Value {
    Number(u32),
    Text(String),
}

/// The prefix while it is an appliance.
pub struct Appliance {
    registry: Registry,
    stored: Vec<Stored>,
}

impl Appliance {
    /// A healthy one, but for its realm folders and what time service and registry of a fault say; `late` leaves the
    /// registry and the stores as they are.
    pub fn dressed(world: &World, fault: &Fault) -> Self {
        let mut dressed = Self {
            registry: serde_saphyr::from_str(include_str!("registry.yaml")).unwrap(),
            stored: Vec::new(),
        };
        let told = fault
            .w32tm
            .iter()
            .fold(W32TM.to_owned(), |told, (from, to)| told.replace(from, to));
        install_w32tm();
        install_key_of_web_config();
        empty_stores();
        std::fs::write(r"C:\w32tm.txt", told).unwrap();
        for name in ["SecureAuth1", "SecureAuth2"] {
            let folder = Path::new(REALMS).join(name);
            std::fs::create_dir_all(&folder).unwrap();
            let mut text = include_str!("web.config").replace("{name}", name);
            let changes = fault.web_config.iter().filter(|_| name == "SecureAuth2");
            for (from, to) in changes {
                assert!(text.contains(from), "{from}");
                text = text.replace(from, to);
            }
            std::fs::write(folder.join("web.config"), world.filled(&text)).unwrap();
        }
        if fault.late {
            dressed.store(world, Store::Sound);
        } else {
            dressed.add(fault);
            dressed.store(world, fault.store);
        }
        dressed.write(world);
        dressed
    }

    /// Changes the registry and the stores.
    pub fn change(&mut self, world: &World, fault: &Fault) {
        self.add(fault);
        self.write(world);
        self.stored.clear();
        empty_stores();
        self.store(world, fault.store);
    }

    fn add(&mut self, fault: &Fault) {
        for (key, values) in &fault.registry {
            let known = self.registry.entry(key.clone()).or_default();
            known.extend(values.clone());
        }
    }

    fn write(&self, world: &World) {
        for (path, values) in &self.registry {
            let key = LOCAL_MACHINE.create(path).unwrap();
            for (name, value) in values {
                match value {
                    Value::Number(number) => key.set_u32(name, *number),
                    Value::Text(server) if name == "WinHttpSettings" => {
                        let bytes = packed(&world.filled(server));
                        key.set_bytes(name, Type::Bytes, &bytes)
                    }
                    Value::Text(text) => key.set_string(name, world.filled(text)),
                }
                .unwrap();
            }
        }
    }

    /// Puts the license certificate with its key and its issuer where an appliance has them.
    fn store(&mut self, world: &World, how: Store) {
        if how == Store::Empty {
            return;
        }
        let pem = world.read("license.pem");
        let chain = CertificateDer::pem_slice_iter(pem.as_bytes()).map(Result::unwrap);
        let chain: Vec<_> = chain.collect();
        let key = world.find("license.key");
        // Wine keeps the containers of earlier runs: no two are one.
        static CONTAINERS: AtomicUsize = AtomicUsize::new(0);
        let number = CONTAINERS.fetch_add(1, Ordering::Relaxed);
        let container = format!("{} {number}", world.folder().display()).replace('\\', "/");
        let mut put = |store: &str, der: &CertificateDer<'_>, name| {
            let key = key.as_deref().filter(|_| store.ends_with("/My"));
            let key = key.map(|pem| (pem.as_bytes(), container.as_str()));
            self.stored.push(put_pem(store, der, key, name));
        };
        put("LocalMachine/My", &chain[0], "SecureAuth license");
        if how != Store::WithoutIssuer {
            put("LocalMachine/CA", &chain[1], "SecureAuth issuer");
        }
        if how == Store::Disallowed {
            put("LocalMachine/Disallowed", &chain[0], "withdrawn");
        }
    }
}

impl Drop for Appliance {
    fn drop(&mut self) {
        for path in self.registry.keys() {
            let _ = LOCAL_MACHINE.remove_tree(path);
        }
        let _ = std::fs::remove_dir_all(REALMS);
    }
}

/// Takes what is left in the stores, of another test too: wine does not keep every deletion.
fn empty_stores() {
    for store in ["My", "CA", "Disallowed"] {
        let path = format!(r"SOFTWARE\Microsoft\SystemCertificates\{store}\Certificates");
        let _ = LOCAL_MACHINE.remove_tree(path);
    }
}

/// WinHTTP's settings as `netsh winhttp set proxy` writes them: a size, a counter, the flag of a proxy set by hand, then
/// the server and the exceptions after their lengths.
fn packed(server: &str) -> Vec<u8> {
    let mut bytes = [24_u32, 0, 2].map(u32::to_le_bytes).concat();
    for text in [server, ""] {
        bytes.extend(u32::try_from(text.len()).unwrap().to_le_bytes());
        bytes.extend(text.as_bytes());
    }
    bytes
}

/// Compiles the program of the time service, which wine lacks.
fn install_w32tm() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/windows/w32tm.c");
        let script = format!(
            "x86_64-w64-mingw32-gcc -O1 -o {0}/w32tm.exe {source}",
            env!("CARGO_TARGET_TMPDIR")
        );
        let ran = Command::new("bash").args(["-c", &script]).output().unwrap();
        assert!(ran.status.success(), "{ran:?}");
        let made = format!("{}/w32tm.exe", env!("CARGO_TARGET_TMPDIR"));
        std::fs::copy(made, r"C:\windows\system32\w32tm.exe").unwrap();
    });
}

/// Makes the file that the machine's key for web.config would have: a section of each realm's is encrypted with it.
fn install_key_of_web_config() {
    let machine = LOCAL_MACHINE.open(r"SOFTWARE\Microsoft\Cryptography");
    let guid = machine.and_then(|key| key.get_string("MachineGuid"));
    let folder = Path::new(r"C:\ProgramData\Microsoft\Crypto\RSA\MachineKeys");
    std::fs::create_dir_all(folder).unwrap();
    let name = format!("d6d986f09a1ee04e24c949879fdb506c_{}", guid.unwrap());
    std::fs::write(folder.join(name), "").unwrap();
}
