//! `https://`: an address that messages are posted to.

use super::protocol::scheme_is;
use super::secret::read_secrets;
use super::server::{is_loopback, parse_server};
use crate::content::front_matter::TableReader;
use crate::content::text::{Explanation, Spanned};
use crate::model::{WebAddress, WebhookReceiver};
use crate::msg;

const EXAMPLE: &str = "https://in.desk.example/hook";

pub(super) fn read_webhook(fields: &mut TableReader, address: &Spanned<String>) -> Option<WebhookReceiver> {
    let may_be_plain = fields.boolean("insecure").unwrap_or(false);
    let secrets = read_secrets(fields, "secret");
    let text = fields.source();
    let url = parse_url(&address.value, may_be_plain || !scheme_is(address, "http"));
    let url = url.map_err(|(message, hint)| text.error(address.span.clone(), message, hint)).ok()?;
    (!secrets.is_empty()).then_some(WebhookReceiver { url, secrets })
}

fn parse_url(written: &str, may_be_plain: bool) -> Result<WebAddress, Explanation> {
    // Its own check finds passwords, which must not be repeated.
    let server = parse_server(written, EXAMPLE)?;
    if server.user.is_some() {
        let message = msg!("the address has a user name", "adressen har ett användarnamn");
        return Err((
            message,
            msg!("remove it: each message is signed with `secret`", "ta bort det: varje meddelande signeras med `secret`"),
        ));
    }
    if !may_be_plain && !is_loopback(&server.host) {
        let hint = msg!(
            "write `https://`; if the desk has nothing else, allow it by `insecure = true`",
            "skriv `https://`; om redaktionen inte har något annat, tillåt det med `insecure = true`"
        );
        return Err((msg!("`http` sends messages unencrypted", "`http` skickar meddelanden okrypterat"), hint));
    }
    let url = WebAddress::parse(written).ok().filter(|url| !url.as_str().contains('#'));
    url.ok_or_else(|| {
        let message = msg!("the address cannot be used", "adressen kan inte användas");
        (message, msg!("write it as `{EXAMPLE}`, without `#`", "skriv den som `{EXAMPLE}`, utan `#`"))
    })
}
