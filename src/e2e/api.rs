//! A realm's Authentication API on the route of a passcode: asked, and its replies judged as the check `api-credentials` does.

use checks::kit::peer_text::PeerText;
use checks::kit::probe::api::{Answer, Query};
use checks::kit::text::argument;
use checks::kit::{Finding, Shell, Status};
use checks::probed;

use super::chain::Failed;
use super::target::Target;
use crate::probe::api::{Call, Reply, call};
use crate::secret::without_numbers;

/// A realm's Authentication API.
pub struct Api<'a> {
    /// The realm and the user.
    pub target: &'a Target<'a>,
    query: Query,
}

/// What the API itself says, after its reply was found to be in order.
pub struct Accepted {
    /// The reply.
    pub reply: Reply,
    /// The status, in lowercase.
    pub status: String,
    message: String,
    /// What the check finds: that the API accepts the application, or that the reply is not signed.
    pub finding: Finding,
}

impl<'a> Api<'a> {
    /// That of a realm.
    ///
    /// # Errors
    /// When the config does not describe it.
    pub fn of(target: &'a Target<'a>) -> Result<Self, Box<Finding>> {
        let query = probed::api_query(&target.ctx())?;
        Ok(Self { target, query })
    }

    /// The same for a run of a probe, as it is asked in that.
    pub fn of_run<'b>(&self, target: &'b Target<'b>) -> Api<'b> {
        let query = self.query.clone();
        Api { target, query }
    }

    /// Asks once.
    ///
    /// # Errors
    /// When it cannot be asked or reached, does not accept the application, or the reply is not its own.
    pub async fn ask(&self, what: &Call) -> Result<Accepted, Failed> {
        let target = self.target;
        let reply = call(target.live, &self.query, what).await;
        let subject = || format!("API {}", self.query.url);
        let mut reply = reply.map_err(|error| Finding::unasked(probed::API, subject(), &error))?;
        hide_numbers(&mut reply.answer);
        let finding = probed::api_reply(&target.ctx(), &self.query, &reply.answer);
        let words = reply.answer.said.clone().unwrap_or_default();
        match finding.status {
            Status::Pass | Status::Warn => Ok(Accepted {
                status: words.status.raw().to_ascii_lowercase(),
                message: words.message.raw().to_ascii_lowercase(),
                reply,
                finding,
            }),
            // The request did not get there, which another check explains: for a probe that is a failure.
            Status::Skip => {
                let check = format!("otpdoctor check --realm {}", argument(target.name));
                let finding = finding
                    .step("Run the checks of the realm: one of them finds what stood in the way.")
                    .run(Shell::Any, check);
                Err(Finding {
                    status: Status::Fail,
                    ..finding
                }
                .into())
            }
            _ => Err(finding.into()),
        }
    }
}

impl Accepted {
    /// Whether the message holds these words, whatever their case.
    pub fn mentions(&self, words: &str) -> bool {
        self.message.contains(words)
    }

    /// Whether the realm does not know the user.
    pub fn knows_no_user(&self) -> bool {
        self.mentions("user id was not found") || self.status == "not_found"
    }
}

/// A peer may write a passcode, which only the realm knows, wherever it writes: what it says is kept without numbers.
fn hide_numbers(answer: &mut Answer) {
    let hide = |text: &mut PeerText| *text = without_numbers(text);
    if let Some(said) = &mut answer.said {
        hide(&mut said.status);
        hide(&mut said.message);
    }
    if let Some(response) = &mut answer.exchange.response {
        hide(&mut response.reason);
    }
    if let Some(checks::kit::probe::tcp::Ended::Garbage(text)) = &mut answer.exchange.ended {
        hide(text);
    }
}
