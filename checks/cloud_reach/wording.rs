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
        Verdict::Reached(response) => Finding::pass(&ABOUT, asked.subject()).summary(format!("{host} lets the appliance in: it answers an empty request with {}", response.status_line())),
        Verdict::NotReached(check) => finding(asked, NOT_REACHED).summary(format!(
            "the request did not get as far as {host}: {check} says why"
        )),
        Verdict::NoConnection(outcome) => no_connection(asked, outcome),
        Verdict::BrokenOff(stage, ended) => broken_off(asked, *stage, ended),
        Verdict::TlsVersion(seen) => look(
            asked,
            finding(asked, TLS_VERSION)
                .summary(format!(
                    "{host} takes neither TLS 1.2 nor TLS 1.3: {seen}"
                ))
                .step("Look for a proxy or a firewall on the way that answers in the cloud's place and knows no newer version; update it, or exempt the vendor's hosts from its inspection."),
        ),
        Verdict::TlsFailed(why) => look(
            asked,
            finding(asked, TLS_FAILED)
                .summary(format!(
                    "the TLS handshake with {host} fails: {why}"
                ))
                .step("Look for a proxy or a firewall on the way that inspects TLS, and exempt the vendor's hosts from it."),
        ),
        Verdict::NotTls(said) => look(
            asked,
            finding(asked, NOT_TLS)
                .summary(format!(
                    "{host} does not speak TLS on port {}: it answers {:?}",
                    asked.server.port,
                    said
                ))
                .step("Check the port in the URL, and look for a captive portal or a filter on the way that answers in the cloud's place."),
        ),
        Verdict::BadChain(chain, faults) => bad_chain(asked, chain, faults),
        Verdict::NoCommonCipher(suite) => look(
            asked,
            server(asked, &Chain::default()).no_common_cipher(NO_COMMON_CIPHER, suite),
        ),
        Verdict::Renegotiation => finding(asked, RENEGOTIATION_REQUIRED)
            .summary(format!(
                "{host} asks for the client certificate by renegotiation, after the request: otpdoctor does not do that, the appliance does"
            ))
            .step("Look on the appliance whether its messages arrive: otpdoctor cannot see whether the service accepts the certificate.")
            .step("On a server of your own, have it asked for in the handshake: `netsh http add sslcert … clientcertnegotiation=enable`."),
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
            .step("Begin with what certificate-validity, certificate-chain, certificate-use and key-match say of this certificate.")
            .step("If they find nothing, select the certificate that SecureAuth issued for this appliance in the realm, or ask SecureAuth Support whether this one was revoked."),
        Verdict::Required(words, why) => required(asked, words, *why),
        Verdict::NotPresented(words, why) => finding(asked, CERTIFICATE_NOT_PRESENTED)
            .summary(format!(
                "{host} was not shown the client certificate, so that its answer says nothing about the appliance: {}",
                why
            ))
            .quoted("demanded-by", words)
            .step("Name the appliance's client certificate with its private key as a PKCS#12 file in this config, and run otpdoctor under an account that may read it.")
            .step("The realm itself may do better: its service account uses keys that cannot be exported."),
        Verdict::Withheld(error) => Finding::unasked(&ABOUT, asked.subject(), error),
        Verdict::HttpError(words) => http_error(asked, words),
        Verdict::LicenseRejected(response) => finding(asked, LICENSE_REJECTED)
            .summary(format!(
                "{host} answers {}: the cloud turns this appliance away, as it does when the support license has lapsed",
                response.status_line()
            ))
            .step("Begin with what license-current and clock-skew say.")
            .step("Ask your SecureAuth account manager or SecureAuth Support whether the support license is current."),
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
            "{host} turned the first try away, or dropped it, and answered the second"
        ))
        .with(first.dropped(), |finding, ended| {
            finding.quoted("the-first-try", ended.words())
        })
        .with(first.response.as_ref(), |finding, response| {
            finding.quoted("the-first-try", &response.status_line())
        })
        .step("Look for a firewall, a proxy or a load balancer on the way that drops connections, or limits their number.")
}

/// The service answers, late.
pub(super) fn slow(asked: &Asked<'_>, stage: https::Stage, waited: SignedDuration) -> Finding {
    let (host, waited) = (&asked.server.host, duration(waited));
    let what = stage.awaited();
    finding(asked, SLOW)
        .summary(format!(
            "{host} lets the appliance in, and takes {waited} {what}: every passcode by this service is late by so much"
        ))
        .step("Look for a proxy or a firewall on the way that scans what passes, or is short of capacity, and exempt the vendor's hosts from it.")
        .step("If the way is clear, see the vendor's status page: the service itself may be slow just now.")
}

fn no_connection(asked: &Asked<'_>, outcome: &Connect) -> Finding {
    let Endpoint { host, port } = &asked.server;
    let finding = match outcome {
        Connect::TimedOut => finding(asked, TIMEOUT).summary(format!(
            "{host} does not answer on port {port}: a firewall on the way drops the connection"
        )),
        Connect::Unreachable(why) => finding(asked, UNREACHABLE).summary(format!(
            "no route leads to {host}: {}", Shown(why)
        )),
        Connect::Refused | Connect::Accepted => finding(asked, REFUSED).summary(format!(
            "{host} refuses the connection on port {port}: a firewall on the way rejects it, or nothing listens there"
        )),
    };
    finding
        .step(format!("Allow TCP {port} from the appliance to all addresses that the vendor lists for its cloud: the name leads now to one, now to another of them."))
        .step("On the appliance that is the outbound rule `SecureAuth - Allow Cloud Services`; then come the firewalls of the network.")
        .step("Where only a proxy leads out, enter it on the System Info tab under Proxy, and as `proxy` in this config.")
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
                finding.step(format!("Look into the log of the proxy {proxy} whether it reached {host}: some proxies grant a connection before they have one to the service."))
            })
            .step("Look for a firewall or a filter on the way that inspects TLS or blocks by name, and exempt the vendor's hosts from it.")
            .step("If it happens only with the client certificate, the service may be refusing that without a word: see the certificate checks."),
    )
}

fn bad_chain(asked: &Asked<'_>, chain: &Chain, faults: &[ChainFault]) -> Finding {
    let gravest = faults.first().unwrap_or(&ChainFault::Empty);
    let finding = server(asked, chain).finding(gravest);
    let finding = match gravest {
        ChainFault::WrongName => finding
            .step("Check the host in the URL, and where its name leads: another server answers in its place.")
            .step("Look for a proxy or a firewall on the way that inspects TLS, and exempt the vendor's hosts from it."),
        ChainFault::Expired(_) | ChainFault::NotYetValid(_) => finding
            .step("Check the clock first: see clock-skew. A wrong clock makes good certificates look expired.")
            .step("If the clock is right, an inspecting proxy with an old certificate is the likeliest cause; else tell SecureAuth Support."),
        _ if finding.reason == UNTRUSTED.code => finding
            .step("If the issuer is your own proxy or firewall, exempt the vendor's hosts from its TLS inspection: the client certificate does not survive it.")
            .step("If the issuer is a public authority, bring the trusted roots of the Local Computer up to date: Windows fetches them by itself where ctldl.windowsupdate.com is not blocked.")
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
                "{host} wants a client certificate, and certificate \"{name}\" could not be presented: {why}"
            ))
            .step("Follow what certificate-validity, key-match and key-access say of this certificate."),
        (Some(name), None) => finding
            .summary(format!(
                "{host} wants a client certificate, and certificate \"{name}\" did not get there"
            ))
            .step("Look for a proxy or a firewall on the way that inspects TLS: a client certificate does not survive it."),
        (None, _) => finding
            .summary(format!(
                "{host} wants a client certificate, and the config selects none"
            ))
            .step("Select the certificate that SecureAuth issued for this appliance in the realm.")
            .step("If the realm has one selected, name it as `client_certificate` in this config."),
    };
    finding.quoted("demanded-by", words)
}

fn http_error(asked: &Asked<'_>, words: &str) -> Finding {
    let host = &asked.server.host;
    let finding = finding(asked, HTTP_ERROR);
    if words.starts_with("404") || words.starts_with("410") {
        let label = asked.name.label();
        return finding
            .summary(format!("{host} answers {words}: the path of the URL is wrong, or the service has moved"))
            .step(format!("Compare {label} on the System Info tab, under WSE 3.0 / WCF Configuration, with the vendor's list of cloud services; see cloud-url."));
    }
    finding
        .summary(format!("{host} answers {words}: the service, or a gateway before it, is out of order"))
        .step("See the vendor's status page, and try again in a few minutes.")
        .step("If `server` or `via` in the evidence names a device of your own, the trouble is there.")
}

/// The same handshake by hand.
fn look(asked: &Asked<'_>, finding: Finding) -> Finding {
    let host = &asked.server.host;
    let through = asked.query.via.as_ref().and_then(|proxy| {
        let endpoint = proxy.endpoint()?;
        (proxy.scheme()? == ProxyScheme::Http).then(|| format!(" -proxy {endpoint}"))
    });
    finding.run(
        Shell::Any,
        format!(
            "openssl s_client -connect {} -servername {host} -showcerts{}",
            asked.server,
            through.unwrap_or_default()
        ),
    )
}
