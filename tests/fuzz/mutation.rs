//! Inputs made of others: what is damaged, repeated, moved, or taken from elsewhere.

/// The largest input: the bounds are those of a file of 100 KB.
pub(crate) const LARGEST: usize = 100_000;

/// Numbers at the edges of what counts, lengths and years are kept in.
const NUMBERS: [&str; 12] = [
    "0",
    "-1",
    "1",
    "127",
    "255",
    "256",
    "65535",
    "65536",
    "2147483648",
    "4294967296",
    "9223372036854775808",
    "1e999",
];
/// Bytes that mean something to one format or another.
const BYTES: &[u8] =
    b"\0\x01\x7f\x80\x81\x84\xff\r\n\t \"'\\&<>{}[]:,-*|%=;.@/0\x30\x02\x04\xa0\xc3\xe2";

/// A splitmix64 generator: the same seed makes the same inputs.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub(crate) fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end.max(1) as u64).unwrap()
    }

    pub(crate) fn byte(&mut self) -> u8 {
        self.next().to_le_bytes()[0]
    }

    fn of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }

    /// A part of what has this length, short ones more often than long ones.
    fn part(&mut self, length: usize) -> std::ops::Range<usize> {
        let longest = length >> self.below(9);
        let from = self.below(length + 1);
        from..(from + self.below(longest + 2)).min(length)
    }
}

/// Another input, of one of these and parts of the others.
pub(crate) fn mutated(random: &mut Random, pool: &[Vec<u8>]) -> Vec<u8> {
    let mut input = random.of(pool).clone();
    for _ in 0..=random.below(4) {
        change(random, pool, &mut input);
        input.truncate(LARGEST);
    }
    input
}

fn change(random: &mut Random, pool: &[Vec<u8>], input: &mut Vec<u8>) {
    let part = random.part(input.len());
    let at = part.end;
    match random.below(11) {
        0 | 1 if !input.is_empty() => {
            let at = random.below(input.len());
            input[at] ^= 1 << random.below(8);
        }
        2 if !input.is_empty() => {
            let at = random.below(input.len());
            input[at] = *random.of(BYTES);
        }
        3 => drop(input.drain(part)),
        4 => input.truncate(at),
        5 => {
            let room = LARGEST.saturating_sub(input.len()) / part.len().max(1);
            let times = (1 << random.below(17)).min(room);
            let more = input[part].repeat(times);
            drop(input.splice(at..at, more));
        }
        6 => {
            let other = random.of(pool);
            let more = other[random.part(other.len())].to_vec();
            drop(input.splice(part, more));
        }
        7 => {
            let other = random.of(pool);
            input.truncate(at);
            input.extend_from_slice(&other[random.below(other.len() + 1)..]);
        }
        8 => {
            let digit = |byte: &u8| byte.is_ascii_digit();
            if let Some(from) = input[at..].iter().position(digit).map(|from| at + from) {
                let end = input[from..].iter().position(|byte| !digit(byte));
                let end = end.map_or(input.len(), |end| from + end);
                let number = random.of(&NUMBERS).bytes();
                drop(input.splice(from..end, number));
            }
        }
        9 => {
            let more: Vec<u8> = (0..=random.below(8)).map(|_| random.byte()).collect();
            drop(input.splice(at..at, more));
        }
        _ => {
            let moved: Vec<u8> = input.drain(part).collect();
            let to = random.below(input.len() + 1);
            drop(input.splice(to..to, moved));
        }
    }
}
