//! Words a verdict: reason, summary and remedy.

use jiff::SignedDuration;

use super::about::*;
use super::asked::Asked;
use super::verdict::{Stage, Verdict};
use crate::kit::chain::Chain;
use crate::kit::chain_fault::ChainFault;
use crate::kit::peer_text::Shown;
use crate::kit::probe::https::{self, Answer};
use crate::kit::probe::tcp::{Connect, Ended};
use crate::kit::realm::{Endpoint, Proxy, ProxyScheme};
use crate::kit::server_certificate::Server;
use crate::kit::text::duration;
use crate::kit::{Finding, ProbeError, Reason, Shell};

/// The finding for a verdict, without its evidence.
pub(super) fn word(asked: &Asked<'_>, verdict: &Verdict<'_>) -> Finding {
    let host = &asked.server.host;
    match verdict {
        Verdict::Reached(response) => Finding::pass(&ABOUT, asked.subject()).summary(format!("{host} accepts the appliance: it answers an empty request with {}", response.status_line())),
        Verdict::NotReached(check) => finding(asked, NOT_REACHED).summary(format!(
            "the request did not reach {host}: see {check}"
        )),
        Verdict::NoConnection(outcome) => no_connection(asked, outcome),
        Verdict::BrokenOff(stage, ended) => broken_off(asked, *stage, ended),
        Verdict::TlsVersion(seen) => look(
            asked,
            finding(asked, TLS_VERSION)
                .summary(format!(
                    "{host} supports neither TLS 1.2 nor TLS 1.3: {seen}"
                ))
                .step("Look for a proxy or a firewall that intercepts the connection and has no newer TLS version. Update it, or exempt the vendor's hosts from its inspection."),
        ),
        Verdict::TlsFailed(why) => look(
            asked,
            finding(asked, TLS_FAILED)
                .summary(format!(
                    "the TLS handshake with {host} fails: {why}"
                ))
                .step("Look for a proxy or a firewall that inspects TLS, and exempt the vendor's hosts from the inspection."),
        ),
        Verdict::NotTls(said) => look(
            asked,
            finding(asked, NOT_TLS)
                .summary(format!(
                    "{host} does not speak TLS on port {}: it answers {:?}",
                    asked.server.port,
                    said
                ))
                .step("Check the port in the URL, and look for a captive portal or a web filter that answers instead of the cloud."),
        ),
        Verdict::BadChain(chain, faults) => bad_chain(asked, chain, faults),
        Verdict::NoCommonCipher(suite) => look(
            asked,
            server(asked, &Chain::default()).no_common_cipher(NO_COMMON_CIPHER, suite),
        ),
        Verdict::Renegotiation => finding(asked, RENEGOTIATION_REQUIRED)
            .summary(format!(
                "{host} asks for the client certificate by TLS renegotiation, which otpdoctor does not support"
            ))
            .step("Check on the appliance, which supports it, whether its messages arrive: otpdoctor cannot see whether the service accepts the certificate.")
            .step("On a server of your own, ask for the certificate in the handshake: `netsh http add sslcert … clientcertnegotiation=enable`."),
        Verdict::OurSide(why) => {
            let error = ProbeError::Unsupported(why.to_string());
            Finding::unasked(&ABOUT, asked.subject(), &error)
        }
        Verdict::Rejected(words, _) => finding(asked, CLIENT_CERTIFICATE_REJECTED)
            .summary(format!(
                "{host} rejects the client certificate \"{}\": {}",
                asked.certificate.unwrap_or_default(),
                words
            ))
            .step("First correct what certificate-validity, certificate-chain, certificate-use and key-match find in this certificate.")
            .step("If they find nothing, select in the realm the certificate that SecureAuth issued for this appliance, or ask SecureAuth Support whether this one was revoked."),
        Verdict::Required(words, why) => required(asked, words, *why),
        Verdict::NotPresented(words, why) => finding(asked, CERTIFICATE_NOT_PRESENTED)
            .summary(format!(
                "{host} got no client certificate: {}",
                why
            ))
            .quoted("demanded-by", words)
            .step("Add the appliance's client certificate with its private key as a PKCS#12 file to this config, and run otpdoctor under an account that may read the file.")
            .step("The realm itself may work all the same: its service account can use keys that cannot be exported."),
        Verdict::Withheld(error) => Finding::unasked(&ABOUT, asked.subject(), error),
        Verdict::HttpError(words) => http_error(asked, words),
        Verdict::LicenseRejected(response) => finding(asked, LICENSE_REJECTED)
            .summary(format!(
                "{host} rejects this appliance: {}",
                response.status_line()
            ))
            .step("First correct what license-current and clock-skew find.")
            .step("Ask your SecureAuth account manager or SecureAuth Support whether the support license is current: the cloud rejects appliances without one."),
    }
}

fn finding(asked: &Asked<'_>, reason: Reason) -> Finding {
    Finding::new(reason, asked.subject())
}

/// The service answers, at the second try.
pub(super) fn intermittent(asked: &Asked<'_>, first: &Answer) -> Finding {
    let host = &asked.server.host;
    finding(asked, INTERMITTENT)
        .summary(format!(
            "{host} refused or dropped the first try, and answered the second"
        ))
        .with(first.dropped(), |finding, ended| {
            finding.quoted("the-first-try", ended.words())
        })
        .with(first.response.as_ref(), |finding, response| {
            finding.quoted("the-first-try", &response.status_line())
        })
        .step("Look for a firewall, a proxy or a load balancer that drops connections or limits their number.")
}

/// The proxy opens one tunnel and not another; what was seen of the latter stands in the finding that it replaces.
pub(super) fn tunneled_now_and_then(asked: &Asked<'_>, seen: Finding) -> Finding {
    let host = &asked.server.host;
    let evidence = seen.evidence;
    Finding { evidence, ..finding(asked, INTERMITTENT) }
        .summary(format!(
            "the proxy opened one of two tunnels to {host}, so the service itself was not checked"
        ))
        .step("Look into the proxy's log: it may be overloaded, limit the number of connections, or be several machines of which one is at fault.")
        .step("Run otpdoctor again: every passcode that the proxy turns away is lost.")
}

/// The service answers, late.
pub(super) fn slow(asked: &Asked<'_>, stage: https::Stage, waited: SignedDuration) -> Finding {
    let (host, waited) = (&asked.server.host, duration(waited));
    let what = stage.awaited();
    finding(asked, SLOW)
        .summary(format!(
            "{host} takes {waited} {what}, and delays every passcode it delivers by that"
        ))
        .step("Look for a proxy or a firewall that scans the traffic or is overloaded, and exempt the vendor's hosts from it.")
        .step("If the network is not the cause, check status.secureauth.com: the service itself may be slow at the moment.")
}

fn no_connection(asked: &Asked<'_>, outcome: &Connect) -> Finding {
    let Endpoint { host, port } = &asked.server;
    let finding = match outcome {
        Connect::TimedOut => finding(asked, TIMEOUT).summary(format!(
            "{host} does not answer on port {port}: a firewall drops the connection"
        )),
        Connect::Unreachable(why) => finding(asked, UNREACHABLE).summary(format!(
            "{host} cannot be reached: {}", Shown(why)
        )),
        Connect::Refused | Connect::Accepted => finding(asked, REFUSED).summary(format!(
            "{host} refuses the connection on port {port}: a firewall rejects it, or no service listens there"
        )),
    };
    finding
        .step(format!("Allow TCP port {port} from the appliance to all addresses that the vendor lists for its cloud: the name resolves to different ones over time."))
        .step("On the appliance, check the outbound rule `SecureAuth - Allow Cloud Services`. Then check the firewalls of the network.")
        .step("If your network reaches the Internet only through a proxy, enter it on the System Info tab under Proxy, and as `proxy` in this config.")
        .try_connecting(&asked.server)
        .run(Shell::Windows, "netsh advfirewall firewall show rule name=\"SecureAuth - Allow Cloud Services\"")
}

fn broken_off(asked: &Asked<'_>, stage: Stage, ended: &Ended) -> Finding {
    let host = &asked.server.host;
    let code = match ended {
        Ended::TimedOut => TIMEOUT,
        Ended::Reset | Ended::Closed => RESET,
        Ended::Garbage(_) | Ended::TooLong(_) => TLS_FAILED,
    };
    let when = match stage {
        Stage::Handshake => "in the TLS handshake",
        Stage::Request => "instead of answering the request",
    };
    let finding = finding(asked, code).summary(format!("{host} {} {when}", ended.words()));
    look(
        asked,
        finding
            .with(asked.query.via.as_ref().and_then(Proxy::endpoint), |finding, proxy| {
                finding.step(format!("Check the log of the proxy {proxy}: did it reach {host}? Some proxies open a tunnel before they are connected to the service."))
            })
            .step("Look for a firewall or a web filter that inspects TLS or blocks by name, and exempt the vendor's hosts from it.")
            .step("If it happens only with the client certificate, the service may refuse that certificate: see the certificate checks."),
    )
}

fn bad_chain(asked: &Asked<'_>, chain: &Chain, faults: &[ChainFault]) -> Finding {
    let gravest = faults.first().unwrap_or(&ChainFault::Empty);
    let finding = server(asked, chain).finding(gravest);
    let finding = match gravest {
        ChainFault::WrongName => finding
            .step("Check the host in the URL, and the address that it resolves to: another server answers.")
            .step("Look for a proxy or a firewall that inspects TLS, and exempt the vendor's hosts from the inspection."),
        ChainFault::Expired(_) | ChainFault::NotYetValid(_) => finding
            .step("Check the clock first with clock-skew: a wrong clock makes valid certificates look expired.")
            .step("If the clock is right, the likeliest cause is a TLS-inspecting proxy with an old certificate. If there is none, report it to SecureAuth Support."),
        _ if finding.reason == UNTRUSTED.code => finding
            .step("If the issuer is your own proxy or firewall, exempt the vendor's hosts from its TLS inspection, which removes the client certificate.")
            .step("If the issuer is a public authority, update the trusted roots of the Local Computer: Windows downloads them by itself unless ctldl.windowsupdate.com is blocked.")
            .run(Shell::Linux, "update-ca-certificates --fresh"),
        _ => finding,
    };
    look(asked, finding)
}

fn server<'a>(asked: &'a Asked<'_>, chain: &'a Chain) -> Server<'a> {
    Server {
        about: &ABOUT,
        subject: asked.subject(),
        host: &asked.server.host,
        chain,
        now: asked.now,
        platform: asked.platform,
    }
}

fn required(asked: &Asked<'_>, words: &str, why: Option<Shown<'_>>) -> Finding {
    let host = &asked.server.host;
    let finding = finding(asked, CLIENT_CERTIFICATE_REQUIRED);
    let finding = match (asked.certificate, why) {
        (Some(name), Some(why)) => finding
            .summary(format!(
                "{host} demands a client certificate, but certificate \"{name}\" is unusable: {why}"
            ))
            .step("Correct what certificate-validity, key-match and key-access find in this certificate."),
        (Some(name), None) => finding
            .summary(format!(
                "{host} demands a client certificate, but certificate \"{name}\" did not reach it"
            ))
            .step("Look for a proxy or a firewall that inspects TLS: it removes the client certificate."),
        (None, _) => finding
            .summary(format!(
                "{host} demands a client certificate, but the config selects none"
            ))
            .step("Select in the realm the certificate that SecureAuth issued for this appliance.")
            .step("If one is selected in the realm, add it as `client_certificate` to this config."),
    };
    finding.quoted("demanded-by", words)
}

fn http_error(asked: &Asked<'_>, words: &str) -> Finding {
    let host = &asked.server.host;
    let finding = finding(asked, HTTP_ERROR);
    if words.starts_with("404") || words.starts_with("410") {
        let label = asked.name.label();
        return finding
            .summary(format!("{host} answers {words}: the URL has a wrong path, or the service has moved"))
            .step(format!("Compare {label} on the System Info tab, under WSE 3.0 / WCF Configuration, with the vendor's list of cloud services; see cloud-url."));
    }
    finding
        .summary(format!(
            "{host} or a gateway in front of it is out of order: it answers {words}"
        ))
        .step("Check status.secureauth.com for outages, and try again in a few minutes.")
        .step("If `server` or `via` in the evidence names a device of your own, check that device.")
}

/// The same handshake by hand.
fn look(asked: &Asked<'_>, finding: Finding) -> Finding {
    let host = &asked.server.host;
    let through = asked.query.via.as_ref().and_then(|proxy| {
        let endpoint = proxy.endpoint()?;
        (proxy.scheme()? == ProxyScheme::Http).then(|| format!(" -proxy {endpoint}"))
    });
    let finding = match &through {
        None => finding.run(
            Shell::Windows,
            format!(
                "powershell Invoke-WebRequest -UseBasicParsing https://{}/",
                asked.server
            ),
        ),
        Some(_) => finding,
    };
    finding.run(
        Shell::Linux,
        format!(
            "openssl s_client -connect {} -servername {host} -showcerts{}",
            asked.server,
            through.unwrap_or_default()
        ),
    )
}
