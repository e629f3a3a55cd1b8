//! The registry entry of a check: its id, its area, its reasons, and what they lead to.

use serde::Serialize;

use super::entity::Complaint;
use super::reason::{NOT_REACHED, Reason, Status};

/// The registry entry of a check.
#[derive(Debug)]
pub struct About {
    /// Stable id in kebab-case: the folder's name with hyphens.
    pub id: &'static str,
    /// The part of the report that it belongs to.
    pub area: Area,
    /// What it judges, as a short phrase without a full stop.
    pub title: &'static str,
    /// What it needs beyond the config.
    pub asks: Asks,
    /// Every reason of its own that it may give. Those that all checks share are in [`super::reason::shared`].
    pub reasons: &'static [Reason],
    /// What its findings can produce in other checks.
    pub leads_to: &'static [Edge],
    /// The page that `otpdoctor explain` prints, in Markdown.
    pub explain: &'static str,
}

impl About {
    /// The reason with this code, if the check has one.
    pub fn reason(&self, code: &str) -> Option<&'static Reason> {
        self.reasons.iter().find(|reason| reason.code == code)
    }

    /// The reasons that can be a cause, or pass one on.
    pub fn active(&self) -> impl Iterator<Item = &'static Reason> {
        let counts = |one: &&Reason| one.status > Status::Skip || one.code == NOT_REACHED;
        self.reasons.iter().filter(counts)
    }

    /// Whether what this check finds can keep the other from looking at all.
    pub fn keeps_from_looking(&self, other: &Self) -> bool {
        let mut edges = self.leads_to.iter();
        other.reason(NOT_REACHED).is_some()
            && edges.any(|edge| edge.leads_to(other.id, NOT_REACHED))
    }
}

/// Declares a check's reasons, a constant each, and its registry entry `ABOUT`; its page and its cures stand beside it.
///
/// ```text
/// about! {
///     id: "clock-skew",
///     area: Time,
///     title: "the appliance clock against the NTP servers",
///     asks: Host;
///
///     /// what the reason means, as a short phrase
///     fail BEHIND = "behind";
///
///     leads_to: {
///         SameRealm: &[BEHIND] => &[Only(cloud_reach::EXPIRED)];
///     }
/// }
/// ```
///
/// A step of an end-to-end probe has `step:` for `id:`, no `asks` and no page.
macro_rules! about {
    (id: $id:literal, area: $area:ident, title: $title:literal, asks: $asks:ident; $($rest:tt)+) => {
        $crate::kit::about! {
            @entry $id, $area, $title, $asks, include_str!("explain.md"), include_str!("cures.txt"); $($rest)+
        }
    };
    (step: $id:literal, area: $area:ident, title: $title:literal; $($reasons:tt)+) => {
        $crate::kit::about! { @entry $id, $area, $title, Network, "", $crate::kit::reason::CURES_OF_STEPS; $($reasons)+ }
    };
    (
        @entry $id:literal, $area:ident, $title:literal, $asks:ident, $explain:expr, $cures:expr;
        $(#[doc = $about:literal] $status:ident $name:ident = $code:literal;)+
        $(leads_to: { $($link:ident $(($complaint:ident))?: $from:expr => $to:expr;)+ })?
    ) => {
        const CURES: &str = $cures;
        $(
            #[doc = $about]
            pub const $name: $crate::kit::Reason =
                $crate::kit::reason::declared($id, stringify!($status), $code, $about, CURES);
        )+
        /// The registry entry.
        pub const ABOUT: $crate::kit::About = $crate::kit::About {
            id: $id,
            area: $crate::kit::Area::$area,
            title: $title,
            asks: $crate::kit::Asks::$asks,
            reasons: &[$($name),+],
            leads_to: {
                #[allow(unused_imports, reason = "not every check leads to something")]
                use $crate::{kit::Target::{Any, Only}, *};
                &[$($($crate::kit::Edge::new(
                    $from,
                    $to,
                    $crate::kit::Link::$link $(($crate::kit::Complaint::$complaint))?,
                )),+)?]
            },
            explain: $explain,
        };
    };
}
pub(crate) use about;

/// The part of the report that a check belongs to, in report order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[derive(strum::IntoStaticStr, strum::VariantArray)]
#[strum(serialize_all = "kebab-case")]
pub enum Area {
    /// Clock, time source, zone.
    Time,
    /// Names and proxies.
    Network,
    /// The vendor's cloud services.
    Cloud,
    /// Client and license certificates and their keys.
    Certificate,
    /// Support license.
    License,
    /// SMTP and what makes mail believable.
    Email,
    /// Time-based passcodes of apps and tokens: seeds and settings.
    Oath,
    /// The realm's own settings: prerequisites, workflow, help desks, passcode policy.
    Realm,
    /// The realm's Authentication API.
    Api,
}

impl Area {
    /// All areas in report order.
    pub const ALL: &[Self] = <Self as strum::VariantArray>::VARIANTS;

    /// The name used in options and reports.
    pub fn name(self) -> &'static str {
        self.into()
    }
}

/// What a check needs beyond the config; the strongest need counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, strum::IntoStaticStr)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Asks {
    /// The settings alone.
    Config,
    /// Files that the config names.
    Files,
    /// Servers on the network.
    Network,
    /// The machine itself: only on the appliance, or with `--here`.
    Host,
}

impl Asks {
    /// The name used in reports.
    pub fn name(self) -> &'static str {
        self.into()
    }
}

/// Findings of one check that can produce findings of others.
#[derive(Debug)]
pub struct Edge {
    /// The reasons that it starts from; empty: every one that is no warning.
    pub from: &'static [Reason],
    /// What it leads to.
    pub to: &'static [Target],
    /// What the two findings must have in common.
    pub when: Link,
}

/// Where an edge ends.
#[derive(Debug)]
pub enum Target {
    /// Whatever this check may find.
    Any(&'static About),
    /// This reason of a check.
    Only(Reason),
}

/// What two findings must have in common for one to explain the other.
/// But for [`Link::Anywhere`], both must hold in the same realm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    /// They speak of the same host.
    SameHost,
    /// They speak of the same service of the cloud.
    SameService,
    /// They speak of the same certificate.
    SameCertificate,
    /// And the service complains of this in it, or does not say of what.
    Refused(Complaint),
    /// The clock is off as far as it takes, in one realm.
    SkewedClock,
    /// The realm is enough.
    SameRealm,
    /// Nothing: they are of the same appliance.
    Anywhere,
}

impl Edge {
    /// From these reasons, or from every one that is no warning where there is none, to those targets.
    pub const fn new(from: &'static [Reason], to: &'static [Target], when: Link) -> Self {
        Self { from, to, when }
    }

    /// Whether it starts from a finding of this reason and status.
    pub fn starts_from(&self, code: &str, status: Status) -> bool {
        match self.from {
            [] => status != Status::Warn,
            // What could not be asked of a peer passes on what keeps everything from being asked, and nothing else.
            from => status != Status::Skip && from.iter().any(|reason| reason.code == code),
        }
    }

    /// Whether it leads to a reason of a check, by its code.
    pub fn leads_to(&self, check: &str, code: &str) -> bool {
        self.to.iter().any(|target| match target {
            Target::Any(about) => about.id == check,
            Target::Only(reason) => (reason.check, reason.code) == (check, code),
        })
    }
}
