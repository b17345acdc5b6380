//! `channels.toml`: the news desks that releases are delivered to, and the relay for mail.

mod channel;
mod file_server;
mod filter;
mod folder;
mod format;
mod mail;
mod mailbox;
mod protocol;
mod receiver;
mod secret;
mod server;
mod webhook;

use crate::content::front_matter::TableReader;
use crate::content::newsroom::registry::{ChannelIndex, Registry};
use crate::content::sources::SourceFile;
use crate::content::text::SourceText;
use crate::diag::{Diagnostic, Diagnostics, Location};
use crate::model::{Channel, Channels, Receiver};
use crate::msg;

use channel::{Claims, read_channel};

/// The channels, when the file has no error, and whom releases can name in either case.
pub(super) fn read(registry: &Registry, file: &SourceFile, diagnostics: &Diagnostics) -> (Option<Channels>, ChannelIndex) {
    let decode = || file.decode_discreetly(secret::is_harmless_line, diagnostics);
    let (read, errors) = diagnostics.count_errors(|| decode().map(|text| read_file(registry, &text)));
    if errors > 0 {
        let message = msg!(
            "nothing is sent to any channel while this file has an error",
            "inget skickas till någon kanal så länge den här filen har ett fel"
        );
        let hint = msg!(
            "fix what else is wrong with it; pages, feeds and files are published as usual",
            "rätta det andra som är fel i den; sidor, flöden och filer publiceras som vanligt"
        );
        diagnostics.push(Diagnostic::error(Location::file(&file.path), message).hint(hint));
    }
    let (channels, index) = read.unzip();
    (channels.filter(|_| errors == 0), ChannelIndex { is_complete: errors == 0, ..index.unwrap_or_default() })
}

fn read_file(registry: &Registry, text: &SourceText) -> (Channels, ChannelIndex) {
    let mut table = TableReader::from_file(text);
    let has_relay = table.has("mail");
    let mail = table.read_table("mail", mail::read_relay);
    let mut claims = Claims::default();
    let channels = table.read_tables("channel", |fields| read_channel(fields, registry, &mut claims));
    if !has_relay && !table.has_syntax_errors() {
        require_relay(text, &channels);
    }
    table.finish();
    let has_agreement = channels.iter().map(|channel| (channel.key.to_string(), channel.advance.is_some())).collect();
    (Channels { mail, channels }, ChannelIndex { is_complete: true, has_agreement })
}

fn require_relay(text: &SourceText, channels: &[Channel]) {
    let Some(first) = channels.iter().find(|channel| matches!(channel.receiver, Receiver::Mail(_))) else { return };
    let key = &first.key;
    let message = msg!("`[mail]` is missing, which the channel `{key}` needs", "`[mail]` saknas, som kanalen `{key}` behöver");
    let hint = msg!(
        "say through which server mail leaves, above the channels: `[mail]`, `relay = \"smtps://mail.solvik.example\"`, `from = \"Solvik kommun <press@solvik.example>\"`",
        "ange vilken server post går ut genom, ovanför kanalerna: `[mail]`, `relay = \"smtps://mail.solvik.example\"`, `from = \"Solvik kommun <press@solvik.example>\"`"
    );
    text.file_error(message, hint);
}
