//! A realm on the loopback whose faults can be injected one at a time: `otpdoctor demo` and the tests use it.

mod api;
mod cloud;
mod dns;
mod faults;
mod http;
mod made;
mod ntp;
mod pfx;
mod pki;
mod plan;
mod proxy;
mod sample;
mod scripted;
mod serve;
mod settings;
mod smtp;
mod tls;
mod variants;

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context as _;
use checks::kit::replay::Line;
use jiff::civil::Date;
use serde_json::Value;
use tempfile::TempDir;
use tokio::task::JoinSet;

pub use faults::{Fault, faults, find};
pub use scripted::Scripted;
pub use variants::{VARIANTS, Variant, find_variant};

use crate::probe::Patience;
use pki::Authority;
use plan::{
    API, CERTS, Clients, DOMAIN, Handshake, MAIL, NTP, PROXY, Plan, RETIRED, SERVICES, VENDOR,
};
use proxy::{Gate, Ways};
use settings::Ports;
use tls::Tls;

/// A running lab. Everything ends and is removed when it is dropped.
pub struct Lab {
    folder: TempDir,
    script: Vec<Line>,
    ports: Ports,
    today: Date,
    started: Vec<String>,
    broken: Vec<String>,
    _tasks: JoinSet<()>,
}

impl Lab {
    /// Starts everything, with these faults.
    ///
    /// # Errors
    /// When this machine gives no loopback ports or no temporary folder.
    pub async fn start(faults: &[&Fault]) -> anyhow::Result<Self> {
        Self::start_as(&VARIANTS[0], faults).await
    }

    /// Starts a healthy realm of another shape, with these faults.
    ///
    /// # Errors
    /// As [`Lab::start`].
    pub async fn start_as(variant: &Variant, faults: &[&Fault]) -> anyhow::Result<Self> {
        let mut plan = Plan::healthy();
        (variant.change)(&mut plan);
        for fault in faults {
            (fault.inject)(&mut plan);
        }
        let folder = tempfile::Builder::new()
            .prefix("otpdoctor-demo-")
            .tempdir()
            .context("no temporary folder for the lab")?;
        let lab = Authority::named("Otpdoctor Lab")?;
        let mut tasks = JoinSet::new();
        let ports = serve(&mut tasks, &mut plan, &lab).await?;
        write_files(folder.path(), &lab, &plan, &ports)?;
        let script = plan.host.script(&format!("{PROXY}:{}", ports.proxy));
        let started = started(&ports, &plan);
        let yaml = settings::yaml(&ports, plan.today, plan.edits);
        std::fs::write(folder.path().join("otpdoctor.yaml"), yaml)?;
        Ok(Self {
            folder,
            script,
            ports,
            today: plan.today,
            started,
            broken: faults.iter().map(|fault| fault.says.to_owned()).collect(),
            _tasks: tasks,
        })
    }

    /// The realm config.
    pub fn config_path(&self) -> PathBuf {
        self.folder.path().join("otpdoctor.yaml")
    }

    /// The day that the config counts from.
    pub fn today(&self) -> Date {
        self.today
    }

    /// How long to wait: all servers are near, and what is silent will stay so.
    pub fn patience(&self) -> Patience {
        Patience {
            connect: Duration::from_secs(1),
            total: Duration::from_secs(4),
        }
    }

    /// What is said of the host instead of looking.
    pub fn script(&self) -> &[Line] {
        &self.script
    }

    /// The ports that the servers were given, by what they serve: they differ from lab to lab.
    pub fn ports(&self) -> [(&'static str, u16); 9] {
        let [ntp1, ntp2, ntp3] = self.ports.ntp;
        [
            ("ntp1", ntp1),
            ("ntp2", ntp2),
            ("ntp3", ntp3),
            ("dns", self.ports.dns),
            ("mail", self.ports.mail),
            ("certs", self.ports.certs),
            ("services", self.ports.services),
            ("proxy", self.ports.proxy),
            ("api", self.ports.api),
        ]
    }

    /// What runs, one sentence each.
    pub fn started(&self) -> &[String] {
        &self.started
    }

    /// What was broken, one sentence each.
    pub fn broken(&self) -> &[String] {
        &self.broken
    }
}

/// Opens all servers.
async fn serve(tasks: &mut JoinSet<()>, plan: &mut Plan, lab: &Authority) -> anyhow::Result<Ports> {
    let ntp = [
        ntp::open(tasks, plan.time[0]).await?,
        ntp::open(tasks, plan.time[1]).await?,
        ntp::open_v6(tasks, plan.time[2]).await?,
    ];
    plan.names
        .has_unless_set(NTP[2], [dns::Record::Address(ntp[2].address)]);
    let dns = dns::open(tasks, plan.names.clone()).await?;

    let mail_tls = match plan.mail_tls {
        Handshake::Old => Tls::Old,
        Handshake::With(fault) => Tls::for_anyone(&pki::server(lab, fault, &[MAIL])?)?,
    };
    let mail = smtp::open(tasks, plan.mail.clone(), mail_tls).await?;

    let sound = pki::server(lab, pki::Server::Sound, &[CERTS, RETIRED])?;
    let certs_tls = Tls::for_clients_of(&sound, lab.roots()?)?;
    let certs = cloud::open(tasks, cloud::Service::default(), certs_tls).await?;
    let services_tls = match plan.services_tls {
        Handshake::Old => Tls::Old,
        Handshake::With(fault) => {
            let server = pki::server(lab, fault, &[SERVICES, VENDOR])?;
            let roots = match plan.clients {
                Clients::OfTheLab => lab.roots()?,
                Clients::OfAStranger => Authority::named("Stranger")?.roots()?,
            };
            Tls::for_clients_of(&server, roots)?
        }
    };
    let services = cloud::open(tasks, plan.services.clone(), services_tls).await?;

    let api_tls = Tls::for_anyone(&pki::server(lab, pki::Server::Sound, &[API])?)?;
    let api = api::open(tasks, plan.api, api_tls).await?;

    let mut ways = Ways {
        services: vec![certs, services],
        interceptor: None,
    };
    if plan.proxy.gate == Gate::Intercepts {
        let forged = Authority::named("Filter Proxy")?.server(&[SERVICES, CERTS], 400)?;
        let tls = Tls::for_anyone(&forged)?;
        ways.interceptor = Some(cloud::open(tasks, cloud::Service::default(), tls).await?);
    }
    let proxy = proxy::open(tasks, plan.proxy, ways).await?;
    Ok(Ports {
        ntp: ntp.map(|place| place.port),
        dns,
        mail,
        certs,
        services,
        proxy,
        api,
    })
}

/// Writes what the config names.
fn write_files(folder: &Path, lab: &Authority, plan: &Plan, ports: &Ports) -> anyhow::Result<()> {
    let write = |name: &str, bytes: &[u8]| {
        std::fs::write(folder.join(name), bytes).with_context(|| format!("{name} of the lab"))
    };
    let trust = lab.root_pem() + pki::OLD_ROOT;
    write("lab-ca.pem", trust.as_bytes())?;
    let (certificate, key) = pki::license(lab, plan.license)?;
    let sample = sample::seal(plan.sample, certificate.as_deref())?;
    write("sample.seed", &sample)?;
    for (name, pem) in [("license.pem", certificate), ("license.key", key)] {
        if let Some(pem) = pem {
            write(name, pem.as_bytes())?;
        }
    }
    let client = lab.client("Otpdoctor Lab Client")?;
    write("client.pfx", &pfx::seal(&client, plan::PFX_PASSWORD)?)?;
    write("client.pass", plan.pfx_password.as_bytes())?;
    write("proxy.pass", proxy::PASSWORD.as_bytes())?;
    write("mail.pass", smtp::PASSWORD.as_bytes())?;
    write("api.key", api::KEY.as_bytes())?;
    write("other.key", api::OTHER_KEY.as_bytes())?;
    write("wrong.pass", b"not-the-password")?;
    let mut rules = plan.firewall.clone();
    ports.fill_all(&mut rules);
    let export = match &rules {
        Value::String(text) => text.clone(),
        rules => rules.to_string(),
    };
    write("firewall.json", export.as_bytes())
}

fn started(ports: &Ports, plan: &Plan) -> Vec<String> {
    let [one, two, three] = ports.ntp;
    let mut started = vec![
        format!("three NTP servers on UDP ports {one}, {two} and {three}"),
        format!("a name server for {DOMAIN} on port {}", ports.dns),
        format!(
            "a mail server with STARTTLS and logins on port {}",
            ports.mail
        ),
        format!(
            "the cloud services with mutual TLS on ports {} and {}",
            ports.certs, ports.services
        ),
        format!("a web proxy with credentials on port {}", ports.proxy),
        format!("the Authentication API of a realm on port {}", ports.api),
    ];
    started.push(plan.host.words());
    started
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
        assert_eq!(lab.broken(), faults.map(|fault| fault.says));
    }
}
