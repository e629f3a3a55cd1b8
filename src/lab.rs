//! A realm on the loopback whose faults can be injected one at a time: `otpdoctor demo` and the tests use it.

mod api;
mod cloud;
mod dns;
mod faults;
mod http;
mod memo;
mod ntp;
mod pfx;
mod pki;
mod plan;
mod ports;
mod proxy;
mod sample;
mod scripted;
mod serve;
mod smtp;
mod tls;

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context as _;
use checks::kit::replay::Line;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde_json::Value;
use tempfile::TempDir;
use tokio::task::JoinSet;

pub use faults::{Fault, faults, find};
pub use plan::Changes;
pub use scripted::Scripted;

use crate::config::yaml;
use crate::probe::Patience;
use cloud::Clients;
use pki::{Authority, Request};
use plan::{API, CERTS, DOMAIN, MAIL, NTP3, Plan, RETIRED, SERVICES, VENDOR};
use ports::Ports;
use proxy::{OnConnect, Targets};
use tls::{Handshake, Tls};

/// A running lab. Everything ends and is removed when it is dropped.
pub struct Lab {
    folder: TempDir,
    /// What is answered about the host instead of looking.
    pub script: Vec<Line>,
    ports: Ports,
    /// The day that the config counts from.
    pub today: Date,
    /// What was broken, one sentence each.
    pub broken: Vec<String>,
    _tasks: JoinSet<()>,
}

impl Lab {
    /// Starts everything, with these faults.
    ///
    /// # Errors
    /// When this machine gives no loopback ports or no temporary folder.
    pub async fn start(faults: &[&Fault]) -> anyhow::Result<Self> {
        Self::start_as(&Changes::new(), faults).await
    }

    /// Starts a healthy realm of another shape, with these faults.
    ///
    /// # Errors
    /// As [`Lab::start`].
    pub async fn start_as(shape: &Changes, faults: &[&Fault]) -> anyhow::Result<Self> {
        let faulty = faults.iter().map(|fault| &fault.change);
        let mut plan = Plan::with([shape].into_iter().chain(faulty))?;
        let today = Timestamp::now().to_zoned(TimeZone::UTC).date();
        let folder = tempfile::Builder::new()
            .prefix("otpdoctor-demo-")
            .tempdir()
            .context("no temporary folder for the lab")?;
        reach_loopback().context("this machine's loopback cannot be reached")?;
        let lab = Authority::named("Otpdoctor Lab")?;
        let mut tasks = JoinSet::new();
        let ports = serve(&mut tasks, &plan, &lab).await?;
        plan.host
            .values_mut()
            .chain([&mut plan.firewall, &mut plan.config])
            .for_each(|value| ports.fill(value, today));
        write_files(folder.path(), &lab, &plan)?;
        Ok(Self {
            folder,
            script: plan.script()?,
            ports,
            today,
            broken: faults.iter().map(|fault| fault.says.clone()).collect(),
            _tasks: tasks,
        })
    }

    /// The realm config.
    pub fn config_path(&self) -> PathBuf {
        self.folder.path().join("otpdoctor.yaml")
    }

    /// Puts the realm config and the files that it names into another folder.
    ///
    /// # Errors
    /// When one cannot be written.
    pub fn copy_files(&self, folder: &Path) -> std::io::Result<()> {
        std::fs::read_dir(self.folder.path())?.try_for_each(|file| {
            let file = file?;
            std::fs::copy(file.path(), folder.join(file.file_name())).map(drop)
        })
    }

    /// How long to wait: all servers are near, and what is silent will stay so.
    pub fn patience(&self) -> Patience {
        Patience {
            connect: Duration::from_secs(1),
            total: Duration::from_secs(4),
            reply: Duration::from_secs(4),
        }
    }

    /// The ports that the servers were given, by what they serve: they differ from lab to lab.
    pub fn ports(&self) -> [(&'static str, u16); 9] {
        self.ports.0
    }

    /// What runs, one sentence each.
    pub fn started(&self) -> Vec<String> {
        let ports = self.ports.0.map(|(_, port)| port);
        let [one, two, three, dns, mail, certs, services, proxy, api] = ports;
        vec![
            format!("three NTP servers on UDP ports {one}, {two} and {three}"),
            format!("a name server for {DOMAIN} on port {dns}"),
            format!("a mail server with STARTTLS and logins on port {mail}"),
            format!("the cloud services with mutual TLS on ports {certs} and {services}"),
            format!("a web proxy with credentials on port {proxy}"),
            format!("the Authentication API of a realm on port {api}"),
        ]
    }
}

/// Opens all servers.
async fn serve(tasks: &mut JoinSet<()>, plan: &Plan, lab: &Authority) -> anyhow::Result<Ports> {
    let ntp = time_servers(tasks, plan).await?;
    let mut names = plan.names.clone();
    let ntp3 = dns::Record::Address(ntp[2].ip());
    names
        .0
        .entry(NTP3.to_owned())
        .or_insert_with(|| dns::Name::Has(vec![ntp3]));
    let dns = dns::open(tasks, names).await?;

    let mail_tls = Tls::of(lab, plan.mail.tls, &[MAIL], None)?;
    let mail = smtp::open(tasks, plan.mail.clone(), mail_tls).await?;

    let certs_tls = Tls::of(lab, Handshake::Sound, &[CERTS, RETIRED], Some(lab.roots()?))?;
    let healthy = Plan::with([])?.services;
    let certs = cloud::open(tasks, healthy.clone(), certs_tls).await?;
    let clients = match plan.services.clients {
        Clients::OfTheLab => lab.roots()?,
        Clients::BelowTheIssuer => lab.issuers()?,
        Clients::OfAStranger => Authority::named("Stranger")?.roots()?,
    };
    let services_tls = Tls::of(lab, plan.services.tls, &[SERVICES, VENDOR], Some(clients))?;
    let services = cloud::open(tasks, plan.services.clone(), services_tls).await?;

    let api_tls = Tls::of(lab, Handshake::Sound, &[API], None)?;
    let api = api::open(tasks, plan.api.clone(), api_tls).await?;

    let mut targets = Targets {
        services: vec![certs, services],
        interceptor: None,
    };
    if plan.proxy.on_connect == OnConnect::Intercepts {
        let forged = Authority::named("Filter Proxy")?;
        let forged = forged.sign(&Request::of_server(&[SERVICES, CERTS]))?;
        let tls = Tls::with(&forged, None)?;
        targets.interceptor = Some(cloud::open(tasks, healthy, tls).await?);
    }
    let proxy = proxy::open(tasks, plan.proxy.clone(), targets).await?;
    Ok(Ports([
        ("ntp1", ntp[0].port()),
        ("ntp2", ntp[1].port()),
        ("ntp3", ntp[2].port()),
        ("dns", dns),
        ("mail", mail),
        ("certs", certs),
        ("services", services),
        ("proxy", proxy),
        ("api", api),
    ]))
}

/// Where the loopback is down, servers open there, and nobody reaches them.
fn reach_loopback() -> std::io::Result<()> {
    let server = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    let (address, patience) = (server.local_addr()?, Duration::from_secs(5));
    std::net::TcpStream::connect_timeout(&address, patience).map(drop)
}

/// Opens the NTP servers, the third one over IPv6 where this machine has it.
async fn time_servers(tasks: &mut JoinSet<()>, plan: &Plan) -> anyhow::Result<[SocketAddr; 3]> {
    let [one, two, three] = plan.ntp.map(|ntp| ntp::Ntp {
        shift: ntp.shift + plan.clock_behind_s,
        ..ntp
    });
    let v4 = Ipv4Addr::LOCALHOST.into();
    Ok([
        ntp::open(tasks, one, v4).await?,
        ntp::open(tasks, two, v4).await?,
        match ntp::open(tasks, three, Ipv6Addr::LOCALHOST.into()).await {
            Ok(address) => address,
            Err(_) => ntp::open(tasks, three, v4).await?,
        },
    ])
}

/// Writes the config and what it names.
fn write_files(folder: &Path, lab: &Authority, plan: &Plan) -> anyhow::Result<()> {
    let write = |name: &str, bytes: &[u8]| {
        std::fs::write(folder.join(name), bytes).with_context(|| format!("{name} of the lab"))
    };
    let config = "# The realm of `otpdoctor demo`: every server is on the loopback.\n".to_owned()
        + &yaml::document(&plan.config);
    write("otpdoctor.yaml", config.as_bytes())?;
    let trust = lab.root.pem() + pki::OLD_ROOT;
    write("lab-ca.pem", trust.as_bytes())?;
    let (certificate, key) = pki::license(lab, plan.license)?;
    let sample = sample::seal(plan.sample, certificate.as_deref())?;
    write("sample.seed", &sample)?;
    for (name, pem) in [("license.pem", certificate), ("license.key", key)] {
        if let Some(pem) = pem {
            write(name, pem.as_bytes())?;
        }
    }
    let client = lab.sign(&Request::of_client("Otpdoctor Lab Client"))?;
    write("client.pfx", &pfx::seal(&client, pfx::PASSWORD)?)?;
    write("client.pass", plan.pfx_password.as_bytes())?;
    write("proxy.pass", proxy::PASSWORD.as_bytes())?;
    write("mail.pass", smtp::PASSWORD.as_bytes())?;
    write("api.key", api::KEY.as_bytes())?;
    write("other.key", api::OTHER_KEY.as_bytes())?;
    write("wrong.pass", b"not-the-password")?;
    let export = match &plan.firewall {
        Value::String(text) => text.clone(),
        rules => rules.to_string(),
    };
    write("firewall.json", export.as_bytes())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[tokio::test]
    async fn nothing_is_left_of_a_dropped_lab() {
        let lab = Lab::start(&[]).await.unwrap();
        let path = lab.config_path();
        let yaml = std::fs::read_to_string(&path).unwrap();
        let port = yaml.split("127.0.0.1:").nth(1).unwrap();
        let port: u16 = port.split('"').next().unwrap().parse().unwrap();
        let connect = || tokio::net::TcpStream::connect(("127.0.0.1", port));
        assert!(connect().await.is_ok());
        drop(lab);
        assert!(!path.exists());
        // Tasks end when the runtime comes by.
        while connect().await.is_ok() {
            tokio::task::yield_now().await;
        }
    }

    #[tokio::test]
    async fn faults_are_said_in_their_order() {
        let faults = [
            find("smtp-reach/refused").unwrap(),
            find("clock-skew/behind").unwrap(),
        ];
        let lab = Lab::start(&faults).await.unwrap();
        assert_eq!(lab.broken, faults.map(|fault| fault.says.clone()));
    }
}
