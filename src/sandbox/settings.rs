//! How the sandbox is run.

use std::path::PathBuf;

use super::misbehaviour::Misbehaviour;

pub struct SandboxSettings {
    /// This program, which is started again as the service.
    pub program: PathBuf,
    /// `sv` or `en`: the language of the newsroom.
    pub language: &'static str,
    /// How receivers misbehave at the start.
    pub misbehaviour: Option<Misbehaviour>,
    /// Goes through publication, correction and withdrawal by itself, and ends.
    pub rehearse: bool,
    /// Where the page listens; 0 for any free port.
    pub port: u16,
    /// Prints a line.
    pub say: fn(&str),
}
