//! Chance, without anything from outside: the same on every machine.

/// SplitMix64 (Steele, Lea and Flood 2014): small, and even enough for this.
pub(super) struct Dice(u64);

/// The golden ratio in 64 bits.
pub(super) const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

/// Gives every number another one that looks like chance; no two the same, which makes ids of it.
pub(super) fn mixed(number: u64) -> u64 {
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

impl Dice {
    pub(super) fn new(seed: u64) -> Dice {
        Dice(mixed(seed.wrapping_mul(GOLDEN)))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(GOLDEN);
        mixed(self.0)
    }

    pub(super) fn below(&mut self, limit: usize) -> usize {
        share(self.next(), limit as u64) as usize
    }

    /// Both ends can come.
    pub(super) fn between(&mut self, low: u64, high: u64) -> u64 {
        low + share(self.next(), high - low + 1)
    }

    pub(super) fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    pub(super) fn pick<'a, T>(&mut self, things: &'a [T]) -> &'a T {
        &things[self.below(things.len())]
    }

    /// `low` to `high` of `things`, none twice.
    pub(super) fn some_of<T: Copy>(&mut self, things: &[T], low: usize, high: usize) -> Vec<T> {
        let mut things = things.to_vec();
        self.shuffle(&mut things);
        things.truncate(self.between(low as u64, high as u64) as usize);
        things
    }

    pub(super) fn shuffle<T>(&mut self, things: &mut [T]) {
        for at in (1..things.len()).rev() {
            things.swap(at, self.below(at + 1));
        }
    }
}

/// `number`, of all that 64 bits can hold, brought down to below `limit`.
pub(super) fn share(number: u64, limit: u64) -> u64 {
    ((u128::from(number) * u128::from(limit)) >> 64) as u64
}
