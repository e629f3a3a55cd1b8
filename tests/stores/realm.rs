//! A realm's engine on a store, and a state of each kind to keep it in.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use checks::kit::Config;
use otpdoctor::otp::core::{Code, Generator, Method, User, Verdict};
use otpdoctor::otp::engine::{Engine, Existing, Moving, NewToken};
use otpdoctor::otp::store::{self, Store};
use otpdoctor::secret::{Commands, Resolve, Vault};
use serde_json::json;
use tempfile::TempDir;

use crate::contract::user;
use crate::server::Server;

/// The seed of every token here.
const SEED: [u8; 20] = *b"12345678901234567890";

/// The name of the one token.
const TOKEN: &str = "fob";

/// Where a state is kept, and with which key.
#[derive(Clone)]
pub(crate) struct State {
    pub(crate) place: String,
    pub(crate) key: PathBuf,
}

/// A realm at work on a state.
pub(crate) struct Realm {
    pub(crate) store: Arc<dyn Store>,
    engine: Engine,
}

impl State {
    /// A fresh SQLite file in a folder.
    pub(crate) fn sqlite(folder: &Path) -> Self {
        let place = folder.join("otp.sqlite").to_str().unwrap().to_owned();
        let key = folder.join("otp.key");
        Self { place, key }
    }

    /// A fresh database of a server.
    pub(crate) fn postgres(server: &Server, folder: &Path) -> Self {
        let place = server.new_database();
        let key = folder.join("otp.key");
        Self { place, key }
    }

    /// What tells a worker of it.
    pub(crate) fn variables(&self) -> [(&'static str, OsString); 2] {
        [
            ("OTPDOCTOR_TEST_PLACE", self.place.clone().into()),
            ("OTPDOCTOR_TEST_KEY", self.key.clone().into()),
        ]
    }

    /// What a worker was told.
    pub(crate) fn told() -> Self {
        Self {
            place: std::env::var("OTPDOCTOR_TEST_PLACE").unwrap(),
            key: std::env::var_os("OTPDOCTOR_TEST_KEY").unwrap().into(),
        }
    }

    /// A store on it, as another process opens one.
    pub(crate) async fn open(&self) -> Arc<dyn Store> {
        store::open(&self.place, None).await.unwrap()
    }
}

impl Realm {
    /// The realm by a store of its own.
    pub(crate) async fn on(state: &State) -> Self {
        let config = json!({
            "schema": 1,
            "otp": {"key": state.key},
            "realms": {"SecureAuth1": {"multi_factor": {
                "otp_length": 10, "otp_attempts": 1000,
                "email": {"field_1": "text"}, "oath": {"enabled": true},
            }}},
        });
        let config: Config = serde_json::from_value(config).unwrap();
        let vault = Vault::new(Vec::new(), Vec::new(), Commands::Refused, Resolve::Yes);
        let store = state.open().await;
        let engine = Engine::for_realm(&config, "SecureAuth1", Arc::new(vault), store.clone());
        Self {
            store,
            engine: engine.unwrap(),
        }
    }

    pub(crate) async fn issue(&self, user: &User) -> Result<Code, String> {
        let active = self.engine.issue(user, Method::Email).await;
        active
            .map(|active| active.code)
            .map_err(|why| why.to_string())
    }

    pub(crate) async fn verify(&self, user: &User, code: &Code) -> Result<Verdict, String> {
        self.engine
            .verify(user, code)
            .await
            .map_err(|why| why.to_string())
    }

    pub(crate) async fn verify_token(&self, user: &User, code: &Code) -> Result<Verdict, String> {
        let verdict = self.engine.verify_token(user, TOKEN, code).await;
        verdict.map_err(|why| why.to_string())
    }

    /// Gives a user a token that counts from 0.
    pub(crate) async fn enroll(&self, user: &User) {
        let new = NewToken {
            seed: Some(SEED.to_vec().into()),
            moving: Moving::Hotp(0),
            existing: Existing::Keep,
            ..NewToken::default()
        };
        self.engine.enroll(user, TOKEN, new).await.unwrap();
    }

    /// The counter that a user's token is at.
    pub(crate) async fn counter(&self, user: &User) -> u64 {
        let (account, _) = self.store.load(user).await.unwrap().unwrap();
        match account.tokens[TOKEN].kind {
            otpdoctor::otp::core::Kind::Hotp { next } => next,
            _ => unreachable!("it was enrolled with a counter"),
        }
    }
}

/// The code that the token shows at a counter.
pub(crate) fn token_code(counter: u64) -> Code {
    let generator = Generator::new(otpdoctor::otp::core::Algorithm::Sha1, &SEED, 6).unwrap();
    generator.code(counter)
}

/// Whether a code was taken.
pub(crate) fn is_taken(verdict: &Verdict) -> bool {
    matches!(verdict, Verdict::Verified { .. })
}

#[tokio::test]
async fn a_realm_issues_and_verifies_on_both_stores() {
    let folder = TempDir::new().unwrap();
    for state in [
        State::sqlite(folder.path()),
        State::postgres(Server::shared(), folder.path()),
    ] {
        let (realm, jo) = (Realm::on(&state).await, user("jo"));
        realm.enroll(&jo).await;
        let code = realm.issue(&jo).await.unwrap();
        assert!(is_taken(&realm.verify(&jo, &code).await.unwrap()));
        assert_eq!(realm.verify(&jo, &code).await.unwrap(), Verdict::Replayed);
        assert!(is_taken(
            &realm.verify_token(&jo, &token_code(0)).await.unwrap()
        ));
        assert_eq!(
            realm.verify_token(&jo, &token_code(0)).await.unwrap(),
            Verdict::Replayed
        );
        assert_eq!(realm.counter(&jo).await, 1);
    }
}
