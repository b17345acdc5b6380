//! SMTP (RFC 5321): not yet written.

/// Sends mail through the newsroom's relay.
pub struct SmtpTransport;
