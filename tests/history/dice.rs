//! Numbers that look random, and are the same for the same seed.

pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    /// A number from 0 up to, and without, an end.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % end
    }

    /// One of several.
    pub(crate) fn of<T: Clone>(&mut self, all: &[T]) -> T {
        let one = self.below(all.len() as u64);
        all[usize::try_from(one).unwrap()].clone()
    }

    /// Passes up to about a millisecond.
    pub(crate) fn spin(&mut self) {
        for _ in 0..self.below(20_000) {
            std::hint::spin_loop();
        }
    }
}
