//! What takes long to make, made once in a process: the tests start thousands of labs.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{LazyLock, Mutex};

/// What was made, by what was asked for.
pub(super) struct Memo<K, V>(LazyLock<Mutex<HashMap<K, V>>>);

impl<K: Eq + Hash, V: Clone> Memo<K, V> {
    /// Nothing so far.
    pub(super) const fn new() -> Self {
        Self(LazyLock::new(Mutex::default))
    }

    /// What was made for `asked`, or is made now. Others wait meanwhile, so that nothing is made twice.
    pub(super) fn get(
        &self,
        asked: K,
        make: impl FnOnce() -> anyhow::Result<V>,
    ) -> anyhow::Result<V> {
        let mut made = self.0.lock().expect("no holder panics");
        if let Some(known) = made.get(&asked) {
            return Ok(known.clone());
        }
        let new = make()?;
        made.insert(asked, new.clone());
        Ok(new)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn nothing_is_made_twice() {
        let made = Memo::new();
        assert!(made.get(1, || anyhow::bail!("not today")).is_err());
        assert_eq!(made.get(1, || Ok("one")).unwrap(), "one");
        assert_eq!(made.get(1, || Ok("another")).unwrap(), "one");
        assert_eq!(made.get(2, || Ok("another")).unwrap(), "another");
    }
}
