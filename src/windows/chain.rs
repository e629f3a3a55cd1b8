//! What Windows finds about a server's certificates. Nothing is fetched, and revocation is not asked for, which is .NET's
//! default too.
#![allow(
    unsafe_code,
    reason = "the verdict is that of Windows' own functions alone"
)]

use std::mem::offset_of;
use std::{io, ptr, slice};

use schannel::RawPointer as _;
use schannel::cert_context::CertContext;
use schannel::cert_store::{CertStore, Memory};
use windows_sys::Win32::Foundation::{CERT_E_CHAINING, CERT_E_UNTRUSTEDROOT};
use windows_sys::Win32::Security::Cryptography::{
    AUTHTYPE_SERVER, CERT_CHAIN_CACHE_ONLY_URL_RETRIEVAL, CERT_CHAIN_CONTEXT,
    CERT_CHAIN_DISABLE_AIA, CERT_CHAIN_ENGINE_CONFIG, CERT_CHAIN_PARA, CERT_CHAIN_POLICY_PARA,
    CERT_CHAIN_POLICY_SSL, CERT_CHAIN_POLICY_STATUS, CERT_TRUST_IS_PARTIAL_CHAIN,
    CERT_TRUST_IS_UNTRUSTED_ROOT, CertCreateCertificateChainEngine, CertFreeCertificateChain,
    CertFreeCertificateChainEngine, CertGetCertificateChain, CertVerifyCertificateChainPolicy,
    HCERTCHAINENGINE, HTTPSPolicyCallbackData, USAGE_MATCH_TYPE_OR, szOID_PKIX_KP_SERVER_AUTH,
};

/// What Windows finds.
pub struct Verdict {
    /// The path that it took, leaf first.
    pub path: Vec<Vec<u8>>,
    /// The certificates that the peer showed, leaf first.
    pub shown: Vec<Vec<u8>>,
    /// CERT_TRUST_STATUS.dwErrorStatus of the path.
    pub status: u32,
    /// The error of CERT_CHAIN_POLICY_SSL for the name, such as 0x800b010f; 0 where it accepts the peer.
    pub error: u32,
}

impl Verdict {
    /// Whether the path ends at a trusted root.
    pub fn leads_to_a_root(&self) -> bool {
        self.status & (CERT_TRUST_IS_PARTIAL_CHAIN | CERT_TRUST_IS_UNTRUSTED_ROOT) == 0
    }
}

struct Engine(HCERTCHAINENGINE);

impl Drop for Engine {
    fn drop(&mut self) {
        // SAFETY: null is the default engine, which this leaves alone; any other was made for us.
        unsafe { CertFreeCertificateChainEngine(self.0) };
    }
}

struct Path(*mut CERT_CHAIN_CONTEXT);

impl Drop for Path {
    fn drop(&mut self) {
        // SAFETY: it was made by CertGetCertificateChain, and this is the last use of it.
        unsafe { CertFreeCertificateChain(self.0) };
    }
}

/// Judges a certificate, with those in its store, as that of a server of this name: by the roots of Windows, or by these
/// alone.
///
/// # Errors
/// When Windows cannot judge at all.
pub fn judge(leaf: &CertContext, name: &str, roots: Option<&[&[u8]]>) -> io::Result<Verdict> {
    let roots = roots.map(store_of).transpose()?;
    let engine = match &roots {
        Some(roots) => engine_of(roots)?,
        None => Engine(ptr::null_mut()),
    };
    let others = leaf.cert_store();
    let mut usages = [szOID_PKIX_KP_SERVER_AUTH.cast_mut()];
    let mut wanted = CERT_CHAIN_PARA {
        cbSize: size_of::<CERT_CHAIN_PARA>() as u32,
        ..CERT_CHAIN_PARA::default()
    };
    wanted.RequestedUsage.dwType = USAGE_MATCH_TYPE_OR;
    wanted.RequestedUsage.Usage.cUsageIdentifier = 1;
    wanted.RequestedUsage.Usage.rgpszUsageIdentifier = usages.as_mut_ptr();
    let mut path = ptr::null_mut();
    // SAFETY: engine, certificate and stores are open, and every pointer is that of a place above.
    done(unsafe {
        CertGetCertificateChain(
            engine.0,
            leaf.as_ptr().cast(),
            ptr::null(),
            others
                .as_ref()
                .map_or(ptr::null_mut(), |store| store.as_ptr()),
            &raw const wanted,
            CERT_CHAIN_CACHE_ONLY_URL_RETRIEVAL | CERT_CHAIN_DISABLE_AIA,
            ptr::null(),
            &raw mut path,
        )
    })?;
    let path = Path(path);
    let shown = others.iter().flat_map(CertStore::certs);
    let shown = shown.map(|one| one.to_der().to_vec());
    let shown = shown.filter(|one| one != leaf.to_der());
    // SAFETY: it was filled above.
    let status = unsafe { (*path.0).TrustStatus.dwErrorStatus };
    // A policy that accepts a path to nowhere, as wine's does, is not believed.
    let error = match (policy(&path, name)?, status) {
        (0, status) if status & CERT_TRUST_IS_PARTIAL_CHAIN != 0 => CERT_E_CHAINING.cast_unsigned(),
        (0, status) if status & CERT_TRUST_IS_UNTRUSTED_ROOT != 0 => {
            CERT_E_UNTRUSTEDROOT.cast_unsigned()
        }
        (error, _) => error,
    };
    Ok(Verdict {
        shown: [leaf.to_der().to_vec()].into_iter().chain(shown).collect(),
        status,
        error,
        path: elements(&path),
    })
}

fn store_of(certificates: &[&[u8]]) -> io::Result<CertStore> {
    let mut store = Memory::new()?;
    for one in certificates {
        // What Windows cannot read is no root for it.
        let _ = store.add_encoded_certificate(one);
    }
    Ok(store.into_store())
}

fn engine_of(roots: &CertStore) -> io::Result<Engine> {
    let wanted = CERT_CHAIN_ENGINE_CONFIG {
        // As Windows 6.1 knows it.
        cbSize: offset_of!(CERT_CHAIN_ENGINE_CONFIG, dwExclusiveFlags) as u32,
        // SAFETY: the store is open while it is borrowed.
        hExclusiveRoot: unsafe { roots.as_ptr() },
        ..CERT_CHAIN_ENGINE_CONFIG::default()
    };
    let mut engine = ptr::null_mut();
    // SAFETY: the structure and the store that it names outlive the call, and the engine keeps the store open.
    done(unsafe { CertCreateCertificateChainEngine(&raw const wanted, &raw mut engine) })?;
    Ok(Engine(engine))
}

fn policy(path: &Path, name: &str) -> io::Result<u32> {
    let mut name: Vec<u16> = name.encode_utf16().chain([0]).collect();
    let mut server = HTTPSPolicyCallbackData {
        dwAuthType: AUTHTYPE_SERVER,
        pwszServerName: name.as_mut_ptr(),
        ..HTTPSPolicyCallbackData::default()
    };
    server.Anonymous.cbSize = size_of::<HTTPSPolicyCallbackData>() as u32;
    let wanted = CERT_CHAIN_POLICY_PARA {
        cbSize: size_of::<CERT_CHAIN_POLICY_PARA>() as u32,
        pvExtraPolicyPara: (&raw mut server).cast(),
        ..CERT_CHAIN_POLICY_PARA::default()
    };
    let mut status = CERT_CHAIN_POLICY_STATUS {
        cbSize: size_of::<CERT_CHAIN_POLICY_STATUS>() as u32,
        ..CERT_CHAIN_POLICY_STATUS::default()
    };
    // SAFETY: every pointer is that of a place above, and the sizes are passed.
    done(unsafe {
        CertVerifyCertificateChainPolicy(
            CERT_CHAIN_POLICY_SSL,
            path.0,
            &raw const wanted,
            &raw mut status,
        )
    })?;
    Ok(status.dwError)
}

fn elements(path: &Path) -> Vec<Vec<u8>> {
    // SAFETY: the arrays have as many entries as they say, and live as long as the path.
    unsafe {
        let chains = slice::from_raw_parts((*path.0).rgpChain, (*path.0).cChain as usize);
        let elements = chains.iter().flat_map(|chain| {
            slice::from_raw_parts((**chain).rgpElement, (**chain).cElement as usize)
        });
        let each = elements.map(|element| {
            let context = (**element).pCertContext;
            let length = (*context).cbCertEncoded as usize;
            slice::from_raw_parts((*context).pbCertEncoded, length).to_vec()
        });
        each.collect()
    }
}

fn done(answer: i32) -> io::Result<()> {
    match answer {
        0 => Err(io::Error::last_os_error()),
        _ => Ok(()),
    }
}
