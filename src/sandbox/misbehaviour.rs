//! How receivers can be ill.

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Misbehaviour {
    /// "Too many requests", with a pause that is asked for; mail: 451.
    Busy,
    /// An error of the server; mail: 554.
    Error,
    /// An answer after eight seconds.
    Slow,
    /// The connection breaks in the middle.
    Half,
    /// No answer at all.
    Never,
    /// The webhook refuses the signature.
    WrongKey,
}

impl Misbehaviour {
    pub const ALL: [Misbehaviour; 6] = [
        Misbehaviour::Busy,
        Misbehaviour::Error,
        Misbehaviour::Slow,
        Misbehaviour::Half,
        Misbehaviour::Never,
        Misbehaviour::WrongKey,
    ];

    /// As on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Misbehaviour::Busy => "429",
            Misbehaviour::Error => "500",
            Misbehaviour::Slow => "slow",
            Misbehaviour::Half => "half",
            Misbehaviour::Never => "never",
            Misbehaviour::WrongKey => "wrong-key",
        }
    }

    pub fn from_name(name: &str) -> Option<Misbehaviour> {
        Misbehaviour::ALL.into_iter().find(|known| known.name() == name)
    }
}
