//! TLS as Windows speaks it (SChannel), in memory: bytes of the peer go in, bytes for the peer come out.
#![allow(
    unsafe_code,
    reason = "SChannel is reached by SSPI alone; the crate of that name fetches missing certificates on its own"
)]

use std::ffi::c_void;
use std::{ptr, slice};

use checks::kit::probe::schannel::Versions;
use schannel::RawPointer as _;
use schannel::cert_context::CertContext;
use windows_sys::Win32::Foundation::{
    SEC_E_INCOMPLETE_MESSAGE, SEC_E_OK, SEC_I_CONTEXT_EXPIRED, SEC_I_CONTINUE_NEEDED,
    SEC_I_RENEGOTIATE,
};
use windows_sys::Win32::Security::Authentication::Identity::{
    AcquireCredentialsHandleW, DecryptMessage, DeleteSecurityContext, EncryptMessage,
    FreeContextBuffer, FreeCredentialsHandle, ISC_REQ_ALLOCATE_MEMORY, ISC_REQ_CONFIDENTIALITY,
    ISC_REQ_INTEGRITY, ISC_REQ_MANUAL_CRED_VALIDATION, ISC_REQ_REPLAY_DETECT,
    ISC_REQ_SEQUENCE_DETECT, ISC_REQ_STREAM, ISC_REQ_USE_SUPPLIED_CREDS,
    InitializeSecurityContextW, QueryContextAttributesW, SCH_CRED_MANUAL_CRED_VALIDATION,
    SCH_CRED_NO_DEFAULT_CREDS, SCH_USE_STRONG_CRYPTO, SCHANNEL_CRED, SCHANNEL_CRED_VERSION,
    SECBUFFER_DATA, SECBUFFER_EMPTY, SECBUFFER_EXTRA, SECBUFFER_STREAM_HEADER,
    SECBUFFER_STREAM_TRAILER, SECBUFFER_TOKEN, SECBUFFER_VERSION, SECPKG_ATTR_REMOTE_CERT_CONTEXT,
    SECPKG_ATTR_STREAM_SIZES, SECPKG_CRED_OUTBOUND, SP_PROT_TLS1_0_CLIENT, SP_PROT_TLS1_1_CLIENT,
    SP_PROT_TLS1_2_CLIENT, SecBuffer, SecBufferDesc, SecPkgContext_StreamSizes, UNISP_NAME_W,
};
use windows_sys::Win32::Security::Credentials::SecHandle;
use windows_sys::Win32::Security::Cryptography::CERT_CONTEXT;

const REQUESTS: u32 = ISC_REQ_CONFIDENTIALITY
    | ISC_REQ_INTEGRITY
    | ISC_REQ_REPLAY_DETECT
    | ISC_REQ_SEQUENCE_DETECT
    | ISC_REQ_STREAM
    | ISC_REQ_ALLOCATE_MEMORY
    | ISC_REQ_MANUAL_CRED_VALIDATION
    | ISC_REQ_USE_SUPPLIED_CREDS;

/// An error of SSPI, such as 0x80090331.
pub type Code = u32;

/// An error as Windows writes it.
pub fn hex(code: Code) -> String {
    format!("{code:#010x}")
}

/// A session with a server, whose certificates the caller judges.
pub struct Session {
    credential: Credential,
    context: Context,
    name: Vec<u16>,
    sizes: SecPkgContext_StreamSizes,
}

/// What the bytes of the peer came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fed {
    /// More of them are needed.
    More,
    /// They were understood.
    Taken,
    /// The handshake is over, or the server begins another one.
    Turned,
    /// The peer has ended the session.
    Closed,
}

struct Credential(SecHandle);

impl Drop for Credential {
    fn drop(&mut self) {
        // SAFETY: it was acquired, and this is the last use of it.
        unsafe { FreeCredentialsHandle(&raw const self.0) };
    }
}

/// None of ours is made before the first token of the handshake.
#[derive(Default)]
struct Context(Option<SecHandle>);

impl Context {
    fn get(&self) -> *const SecHandle {
        self.0.as_ref().map_or(ptr::null(), ptr::from_ref)
    }
}

impl Drop for Context {
    fn drop(&mut self) {
        if let Some(handle) = &self.0 {
            // SAFETY: it was made by InitializeSecurityContext, and this is the last use of it.
            unsafe { DeleteSecurityContext(handle) };
        }
    }
}

impl Session {
    /// Begins a handshake with the server of this name, asking for these versions, and gives its first bytes for the peer.
    /// TLS 1.3 is never among them: this form of a credential, which every Windows takes, has no way to ask for it. The form
    /// that has, SCH_CREDENTIALS, waits for a real Windows to be tried on. What is reported of a handshake (whether the server asked
    /// for a certificate, which was sent, the alert) is read from the messages that pass, and those of TLS 1.3 are encrypted;
    /// and its tickets come as SEC_I_RENEGOTIATE, which would be reported as a server that asks by renegotiation.
    ///
    /// # Errors
    /// What SChannel says where it has no version to offer, or cannot use the key of the certificate.
    pub fn begin(
        name: &str,
        certificate: Option<&CertContext>,
        versions: Versions,
    ) -> Result<(Self, Vec<u8>), Code> {
        let mut shown = certificate.map(|one| {
            // SAFETY: the certificate is borrowed for as long as the pointer is used.
            unsafe { one.as_ptr() }.cast::<CERT_CONTEXT>()
        });
        let wanted = SCHANNEL_CRED {
            dwVersion: SCHANNEL_CRED_VERSION,
            cCreds: u32::from(shown.is_some()),
            paCred: shown.as_mut().map_or(ptr::null_mut(), ptr::from_mut),
            grbitEnabledProtocols: match versions {
                Versions::System | Versions::ByTarget => 0,
                Versions::Strong => {
                    SP_PROT_TLS1_0_CLIENT | SP_PROT_TLS1_1_CLIENT | SP_PROT_TLS1_2_CLIENT
                }
                Versions::Old => SP_PROT_TLS1_0_CLIENT,
            },
            dwFlags: SCH_CRED_MANUAL_CRED_VALIDATION
                | SCH_CRED_NO_DEFAULT_CREDS
                | SCH_USE_STRONG_CRYPTO,
            ..SCHANNEL_CRED::default()
        };
        let mut handle = SecHandle::default();
        // SAFETY: the structure and the certificate that it points to outlive the call, which copies both.
        let acquired = unsafe {
            AcquireCredentialsHandleW(
                ptr::null(),
                UNISP_NAME_W,
                SECPKG_CRED_OUTBOUND,
                ptr::null(),
                (&raw const wanted).cast(),
                None,
                ptr::null(),
                &raw mut handle,
                ptr::null_mut(),
            )
        };
        if acquired != SEC_E_OK {
            return Err(acquired.cast_unsigned());
        }
        let mut session = Self {
            credential: Credential(handle),
            context: Context::default(),
            name: name.encode_utf16().chain([0]).collect(),
            sizes: SecPkgContext_StreamSizes::default(),
        };
        let mut out = Vec::new();
        session.shake(&mut Vec::new(), &mut out)?;
        Ok((session, out))
    }

    /// Goes on with the handshake: takes what it understands of `input`, and adds what is for the peer to `out`.
    ///
    /// # Errors
    /// What SChannel says where it breaks off.
    pub fn shake(&mut self, input: &mut Vec<u8>, out: &mut Vec<u8>) -> Result<Fed, Code> {
        let mut given = [buffer(SECBUFFER_TOKEN, input), empty()];
        let given_to = described(&mut given);
        let mut answer = [empty()];
        answer[0].BufferType = SECBUFFER_TOKEN;
        let mut answer_to = described(&mut answer);
        let first = self.context.0.is_none();
        let (mut made, mut attributes) = (SecHandle::default(), 0);
        // SAFETY: every pointer is that of a place above or of this session, with its own length; the context is null
        // the first time, with no input, as the function wants it.
        let status = unsafe {
            InitializeSecurityContextW(
                &raw const self.credential.0,
                self.context.get(),
                self.name.as_ptr(),
                REQUESTS,
                0,
                0,
                if first {
                    ptr::null()
                } else {
                    &raw const given_to
                },
                0,
                if first {
                    &raw mut made
                } else {
                    ptr::null_mut()
                },
                &raw mut answer_to,
                &raw mut attributes,
                ptr::null_mut(),
            )
        };
        if first && status == SEC_I_CONTINUE_NEEDED {
            self.context.0 = Some(made);
        }
        let [answer] = answer;
        if !answer.pvBuffer.is_null() {
            // SAFETY: the function allocated as many bytes as it says, which are freed once, after they were copied.
            unsafe {
                let token = slice::from_raw_parts(answer.pvBuffer.cast(), answer.cbBuffer as usize);
                out.extend_from_slice(token);
                FreeContextBuffer(answer.pvBuffer);
            }
        }
        let fed = match status {
            SEC_E_INCOMPLETE_MESSAGE => return Ok(Fed::More),
            SEC_I_CONTINUE_NEEDED => Fed::Taken,
            SEC_E_OK => Fed::Turned,
            error => return Err(error.cast_unsigned()),
        };
        keep_extra(input, &given);
        if fed == Fed::Turned {
            self.sizes = self.attribute(SECPKG_ATTR_STREAM_SIZES)?;
        }
        Ok(fed)
    }

    /// Takes a record of `input` and adds what it says to `plain`.
    ///
    /// # Errors
    /// What SChannel says where the record is not the peer's, or is its alert.
    pub fn decrypt(&mut self, input: &mut Vec<u8>, plain: &mut Vec<u8>) -> Result<Fed, Code> {
        let mut parts = [buffer(SECBUFFER_DATA, input), empty(), empty(), empty()];
        let parts_of = described(&mut parts);
        // SAFETY: the context was made by the handshake, and the buffer is `input`, which is decrypted in place.
        let status =
            unsafe { DecryptMessage(self.context.get(), &raw const parts_of, 0, ptr::null_mut()) };
        let fed = match status {
            SEC_E_INCOMPLETE_MESSAGE => return Ok(Fed::More),
            SEC_E_OK => Fed::Taken,
            SEC_I_RENEGOTIATE => Fed::Turned,
            SEC_I_CONTEXT_EXPIRED => Fed::Closed,
            error => return Err(error.cast_unsigned()),
        };
        for data in parts
            .iter()
            .filter(|part| part.BufferType == SECBUFFER_DATA)
        {
            if fed == Fed::Taken && !data.pvBuffer.is_null() {
                // SAFETY: it is the part of `input` that was decrypted.
                let said =
                    unsafe { slice::from_raw_parts(data.pvBuffer.cast(), data.cbBuffer as usize) };
                plain.extend_from_slice(said);
            }
        }
        keep_extra(input, &parts);
        Ok(fed)
    }

    /// Adds the record of the beginning of `plain` to `out`, and says how much of it that is.
    ///
    /// # Errors
    /// What SChannel says where the session is over.
    pub fn encrypt(&self, plain: &[u8], out: &mut Vec<u8>) -> Result<usize, Code> {
        let [header, most, trailer] = [
            self.sizes.cbHeader,
            self.sizes.cbMaximumMessage,
            self.sizes.cbTrailer,
        ]
        .map(|size| size as usize);
        let length = plain.len().min(most);
        let mut record = [&vec![0; header], &plain[..length], &vec![0; trailer]].concat();
        let (head, rest) = record.split_at_mut(header);
        let (body, tail) = rest.split_at_mut(length);
        let mut parts = [
            buffer(SECBUFFER_STREAM_HEADER, head),
            buffer(SECBUFFER_DATA, body),
            buffer(SECBUFFER_STREAM_TRAILER, tail),
            empty(),
        ];
        let parts_of = described(&mut parts);
        // SAFETY: the context was made by the handshake, which gave the sizes of header and trailer.
        let status = unsafe { EncryptMessage(self.context.get(), 0, &raw const parts_of, 0) };
        if status != SEC_E_OK {
            return Err(status.cast_unsigned());
        }
        let used: u32 = parts[..3].iter().map(|part| part.cbBuffer).sum();
        out.extend_from_slice(&record[..used as usize]);
        Ok(length)
    }

    /// The certificate that the peer showed so far; its store holds the others.
    pub fn peer(&self) -> Option<CertContext> {
        let peer: *mut CERT_CONTEXT = self.attribute(SECPKG_ATTR_REMOTE_CERT_CONTEXT).ok()?;
        // SAFETY: the context was handed to us to free, which `CertContext` does.
        (!peer.is_null()).then(|| unsafe { CertContext::from_ptr(peer.cast()) })
    }

    fn attribute<T: Copy>(&self, which: u32) -> Result<T, Code> {
        let mut place = std::mem::MaybeUninit::<T>::zeroed();
        // SAFETY: the callers name the type that the attribute has, and all of them may be zero.
        let status = unsafe {
            QueryContextAttributesW(
                self.context.get(),
                which,
                place.as_mut_ptr().cast::<c_void>(),
            )
        };
        match status {
            // SAFETY: as above; it was filled.
            SEC_E_OK => Ok(unsafe { place.assume_init() }),
            error => Err(error.cast_unsigned()),
        }
    }
}

/// Leaves in `input` what was not taken of it.
fn keep_extra(input: &mut Vec<u8>, parts: &[SecBuffer]) {
    let extra = parts.iter().find(|part| part.BufferType == SECBUFFER_EXTRA);
    let left = extra.map_or(0, |extra| extra.cbBuffer as usize);
    input.drain(..input.len().saturating_sub(left));
}

fn buffer(kind: u32, bytes: &mut [u8]) -> SecBuffer {
    SecBuffer {
        cbBuffer: u32::try_from(bytes.len()).unwrap_or(u32::MAX),
        BufferType: kind,
        pvBuffer: bytes.as_mut_ptr().cast(),
    }
}

fn empty() -> SecBuffer {
    SecBuffer {
        BufferType: SECBUFFER_EMPTY,
        ..SecBuffer::default()
    }
}

fn described(buffers: &mut [SecBuffer]) -> SecBufferDesc {
    SecBufferDesc {
        ulVersion: SECBUFFER_VERSION,
        cBuffers: u32::try_from(buffers.len()).unwrap_or(0),
        pBuffers: buffers.as_mut_ptr(),
    }
}
