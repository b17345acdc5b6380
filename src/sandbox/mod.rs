//! `depesch sandbox`: a newsroom, a service, and a receiver for every protocol, all on this machine, to see what news desks get.
//!
//! The service is a process of its own, started as an operator would; this process holds the receivers and the page that shows what arrived.

#![expect(clippy::disallowed_methods, reason = "receivers wait and note when something arrived")]

mod arrivals;
mod folder;
mod http;
mod misbehaviour;
mod newsroom;
mod page;
mod pull;
mod rehearsal;
mod settings;
mod sftp;
mod smtp;
mod websub;

use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;

use crate::error::Error;
use crate::msg;

use arrivals::Arrivals;
pub use misbehaviour::Misbehaviour;
use newsroom::{SandboxNewsroom, ServiceProcess};
pub use settings::SandboxSettings;

/// Runs until it is interrupted, or until the rehearsal is over.
///
/// # Errors
/// When a folder, a port or the program cannot be used, or the rehearsal fails.
pub fn run(settings: &SandboxSettings) -> Result<(), Error> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = runtime.map_err(cannot_start)?;
    let newsroom = SandboxNewsroom::create(settings)?;
    let done = runtime.block_on(receive(settings, &newsroom));
    runtime.shutdown_timeout(Duration::from_secs(1));
    newsroom.remove();
    done
}

async fn receive(settings: &SandboxSettings, newsroom: &SandboxNewsroom) -> Result<(), Error> {
    let arrivals = Arc::new(Arrivals::new(settings.misbehaviour));
    let page = TcpListener::bind(("127.0.0.1", settings.port)).await.map_err(cannot_start)?;
    let mail = TcpListener::bind("127.0.0.1:0").await.map_err(cannot_start)?;
    let page_port = page.local_addr().map_err(cannot_start)?.port();
    let mail_port = mail.local_addr().map_err(cannot_start)?.port();
    let ssh = sftp::SshServer::start(newsroom.root()).await;
    newsroom.write_channels(page_port, mail_port, ssh.as_ref())?;
    tokio::spawn(smtp::run(mail, Arc::clone(&arrivals)));
    tokio::spawn(http::run(page, Arc::clone(&arrivals), newsroom.hook_key().to_owned()));
    tokio::spawn(folder::watch("folder", newsroom.wire_folder(), Arc::clone(&arrivals)));
    if let Some(ssh) = &ssh {
        tokio::spawn(folder::watch("sftp", ssh.folder.clone(), Arc::clone(&arrivals)));
    }
    let mut service = ServiceProcess::start(settings, newsroom, ssh.as_ref())?;
    service.wait_until_ready().await?;
    tokio::spawn(pull::run(newsroom.site(), newsroom.token().to_owned(), Arc::clone(&arrivals)));
    websub::subscribe(&newsroom.site(), page_port).await;
    newsroom.publish_news()?;
    if settings.rehearse {
        rehearsal::run(settings, newsroom, &arrivals, ssh.is_some()).await?;
    } else {
        introduce(settings, newsroom, page_port);
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            () = service.ended() => {
                return Err(Error::new(msg!("the service has ended", "tjänsten har avslutats"))
                    .hint(msg!("see the lines above", "se raderna ovan")));
            }
        }
    }
    Ok(())
}

fn introduce(settings: &SandboxSettings, newsroom: &SandboxNewsroom, page_port: u16) {
    let program = settings.program.display();
    let (folder, news) = (newsroom.root().display(), newsroom.news());
    let site = newsroom.site();
    let (file, state) = (newsroom.news_file(), newsroom.root().join("state"));
    let file = file.strip_prefix(newsroom.root()).unwrap_or(&file).display();
    let token = std::fs::read_to_string(state.join("keys/status-token")).unwrap_or_default();
    let token = token.trim();
    let text = match settings.language {
        "sv" => format!(
            "\nNyhetsrummet:       {site}\nDet redaktioner får: http://127.0.0.1:{page_port}/\n\
             För driften:         {site}_status/wire (valfritt namn, lösenord {token})\n\n\
             Prova i ett annat fönster:\n\n  cd {folder}\n  {program} correct {news} --note \"Båten tar 14 personer, inte tolv.\"\n  \
             sed -i 's/tolv personer/14 personer/' {file}   # rättelsen går ut när texten är ändrad\n  \
             {program} wire receipts {news}\n  {program} withdraw {news} --note \"Turen är inställd.\"\n  {program} wire receipts {news}\n  \
             {program} wire status\n\nCtrl+C avslutar, och mappen tas bort.\n"
        ),
        _ => format!(
            "\nThe newsroom:        {site}\nWhat desks receive:  http://127.0.0.1:{page_port}/\n\
             For operators:       {site}_status/wire (any name, password {token})\n\n\
             Try in another window:\n\n  cd {folder}\n  {program} correct {news} --note \"The boat takes 14 people, not twelve.\"\n  \
             sed -i 's/twelve people/14 people/' {file}   # the correction leaves when the text has changed\n  \
             {program} wire receipts {news}\n  {program} withdraw {news} --note \"The tour is cancelled.\"\n  {program} wire receipts {news}\n  \
             {program} wire status\n\nCtrl+C ends it and removes the folder.\n"
        ),
    };
    (settings.say)(&text);
}

fn cannot_start(error: std::io::Error) -> Error {
    Error::caused(msg!("the sandbox cannot start", "sandlådan kan inte starta"), error)
}
