//! Makes mails to desks.

use crate::artifact::{LoadAttachment, SequenceNumber};
use crate::diag::{Diagnostic, Location};
use crate::model::{Channel, Edition};
use crate::msg;

use super::plan::Target;
use super::shown::ShownVersion;

/// Joins the words of a mail with its addresses, ids and signature.
#[derive(Debug, Default)]
pub struct MailMaker;

impl MailMaker {
    #[expect(clippy::too_many_arguments, reason = "filled in soon")]
    pub fn make(
        &self,
        _: &Edition,
        _: LoadAttachment,
        channel: &Channel,
        version: &ShownVersion,
        _: &Target,
        _: &str,
        _: SequenceNumber,
    ) -> Result<Vec<u8>, Vec<Diagnostic>> {
        let key = channel.key.as_str();
        let message = msg!("the channel `{key}` cannot be sent mail yet", "kanalen `{key}` kan inte få e-post än");
        Err(vec![Diagnostic::error(Location::file(&version.publication.folder), message)])
    }
}
