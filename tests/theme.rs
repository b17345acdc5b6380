//! Themes for print: reading them from a folder, reporting their errors, and their effect on the PDF.

use crate::print_room;

use std::fs;
use std::path::{Path, PathBuf};

use depesch::content::{self, LoadedContent};
use depesch::model::theme::Paper;
use depesch::model::{Colour, Theme};
use print_room::newsroom::{full, print, print_in};
use print_room::reader::PdfReader;

fn built_in() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/print")
}

/// The golden newsroom with the theme in `folder`.
fn load(folder: &Path) -> LoadedContent {
    let mut sources = content::read_dir(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/newsroom")).unwrap();
    sources.theme = Some(content::read_theme(&folder.join("theme.toml")).unwrap());
    content::read(&sources)
}

/// The messages about a theme, and the theme that is used.
fn theme(files: &[(&str, &[u8])]) -> (Vec<String>, Theme) {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        fs::write(folder.path().join(name), bytes).unwrap();
    }
    let loaded = load(folder.path());
    let path = folder.path().to_string_lossy().into_owned();
    let messages = loaded.diagnostics.iter().filter(|d| d.location.file.starts_with(&path)).map(|d| d.message.en.clone()).collect();
    (messages, Theme::clone(&loaded.newsroom.unwrap().publisher.theme))
}

const LOGO: &[u8] = br##"<?xml version="1.0"?>
<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 100">
  <style>.ring { fill: none; stroke: #336699; stroke-width: 10 }</style>
  <defs><clipPath id="frame"><rect width="300" height="100"/></clipPath><radialGradient id="left-over"/></defs>
  <g clip-path="url(#frame)">
    <circle class="ring" cx="50" cy="50" r="40"/>
    <path d="M120 10h160v80h-160z M140 30v40h120v-40z" fill="darkred" fill-rule="evenodd"/>
    <path d="M150 50q50-40 100 0t-100 0" stroke="#000" stroke-dasharray="4 2" fill="#fc0"/>
  </g>
</svg>"##;

const THEME: &str = "
paper = 'Letter'
size = 10
[margins]
top = 25
right = 25
bottom = 22.5
left = 40
[colours]
accent = '#7a1f5c'
[fonts]
regular = 'Regular.ttf'
semibold = 'Semibold.ttf'
[logo]
file = 'logo.svg'
height = 40
";

/// The built-in italic under another name of the same length, with twice the units per em and so with letters of half the size.
fn another_font() -> Vec<u8> {
    let mut font = fs::read(built_in().join("fonts/SourceSans3-Italic.ttf")).unwrap();
    let wide = |name: &str| name.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<u8>>();
    let (from, to) = (wide("SourceSans3"), wide("SolvikFonts"));
    for at in 0..font.len() - from.len() {
        if font[at..].starts_with(&from) {
            font[at..at + to.len()].copy_from_slice(&to);
        }
    }
    let head = (12..).step_by(16).find(|&at| font[at..].starts_with(b"head")).unwrap();
    let head = u32::from_be_bytes(font[head + 8..head + 12].try_into().unwrap()) as usize;
    assert_eq!(font[head + 18..head + 20], 1000u16.to_be_bytes());
    font[head + 18..head + 20].copy_from_slice(&2000u16.to_be_bytes());
    font
}

fn solvik_theme() -> Theme {
    let semibold = fs::read(built_in().join("fonts/SourceSans3-SemiBoldItalic.ttf")).unwrap();
    let font = another_font();
    let files: [(&str, &[u8]); 4] =
        [("theme.toml", THEME.as_bytes()), ("Regular.ttf", &font), ("Semibold.ttf", &semibold), ("logo.svg", LOGO)];
    let (messages, theme) = theme(&files);
    assert_eq!(messages, [""; 0]);
    theme
}

#[test]
fn the_sample_theme_equals_the_default() {
    let loaded = load(&built_in());
    assert!(!loaded.diagnostics.iter().any(|d| d.location.file.contains("theme")), "{:?}", loaded.diagnostics);
    assert_eq!(*loaded.newsroom.unwrap().publisher.theme, Theme::default());
}

#[test]
fn a_theme_is_read_completely() {
    let theme = solvik_theme();
    assert_eq!((theme.paper, theme.size.0, theme.colours.accent), (Paper::Letter, 10.0, Colour(0x7a, 0x1f, 0x5c)));
    assert!(theme.fonts.regular.is_some() && theme.fonts.italic.is_none());
    let logo = theme.logo.unwrap();
    // The drawing is cropped to its content: the outer edge of the ring is at the left.
    assert!((logo.drawing.width / logo.drawing.height - 275.0 / 90.0).abs() < 0.01, "{:?}", logo.drawing);
    assert_eq!(logo.drawing.parts.len(), 4);
    let all = logo.drawing.parts.iter().flat_map(|part| &part.rings).flatten();
    assert!(all.filter(|point| !point.is_control).all(|point| point.x > -0.01 && point.x < logo.drawing.width + 0.01));
}

/// Writes the PDF to a folder for inspection: `DEPESCH_PRINT_TO=folder cargo test theme`.
fn save(name: &str, bytes: &[u8]) {
    if let Ok(folder) = std::env::var("DEPESCH_PRINT_TO") {
        fs::write(format!("{folder}/{name}.pdf"), bytes).unwrap();
    }
}

/// The words without the hyphens of divided words, which depend on the length of lines.
fn words(bytes: &[u8]) -> String {
    PdfReader::open(bytes).text().replace('\u{ad}', "").split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_theme_changes_the_look_but_not_the_words() {
    let (bytes, notes) = print_in(solvik_theme(), full());
    save("theme", &bytes);
    assert_eq!(notes, []);
    assert_eq!(words(&bytes), words(&print(full()).0));
    assert!(bytes == print_in(solvik_theme(), full()).0, "the same theme gives different bytes");
    let read = PdfReader::open(&bytes);
    for page in read.pages() {
        let size: Vec<f32> = page.get(b"MediaBox").unwrap().as_array().unwrap().iter().map(|n| n.as_float().unwrap()).collect();
        assert!((size[2] - 612.0).abs() < 0.1 && (size[3] - 792.0).abs() < 0.1, "{size:?}");
    }
    let fonts = read.fonts();
    assert!(fonts.iter().any(|name| name.ends_with("+SolvikFonts-Italic")), "{fonts:?}");
    assert!(!fonts.iter().any(|name| name.ends_with("+SourceSans3-Regular")), "{fonts:?}");
}

#[test]
fn a_logo_of_any_shape_does_not_affect_the_words() {
    for (name, width, height, printed_height) in [
        ("wide", 3000, 100, 40),
        ("very-wide", 30000, 100, 120),
        ("high", 10, 100, 120),
        ("square", 100, 100, 60),
        ("small", 20, 10, 8),
    ] {
        let svg = format!(
            "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {width} {height}'><rect width='{width}' height='{height}'/></svg>"
        );
        let theme_file = format!("[logo]\nfile = 'logo.svg'\nheight = {printed_height}\n");
        let (messages, theme) = theme(&[("theme.toml", theme_file.as_bytes()), ("logo.svg", svg.as_bytes())]);
        assert_eq!(messages, [""; 0]);
        let (bytes, _) = print_in(theme, full());
        save(&format!("logo-{name}"), &bytes);
        assert_eq!(words(&bytes), words(&print(full()).0), "{name}");
    }
}

#[test]
fn hostile_drawings_are_refused_or_small() {
    let svg = |body: &str| format!("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 10 10'>{body}</svg>");
    let million = |text: &str| text.repeat(900_000 / text.len());
    let attributes: String = (0..100_000).map(|n| format!(" a{n}=''")).collect();
    let rules: String = (0..40_000).map(|n| format!(".a{n} b{{fill:red}}")).collect();
    let drawings = [
        svg(&million("<g>")),
        svg(&(million("<g>")[..450_000].to_owned() + &"</g>".repeat(150_000))),
        svg(&format!("<rect width='1' height='1'{attributes}/>")),
        svg(&format!("<style>{}</style>{}", &rules[..400_000], "<b/>".repeat(50_000))),
        svg(&format!("<path fill='red' d='M0 0{}'/>", million("l1 1"))),
        svg("<path stroke='red' stroke-dasharray='1e-7' d='M0 0h10'/>"),
        svg(&"<path stroke='red' stroke-dasharray='0.0001' d='M0 0h10'/>".repeat(9_000)),
        svg(&format!("<path fill='none' stroke='red' stroke-width='1e30' d='M0 0{}'/>", "a9 1 30 1 1 1 1".repeat(3_000))),
        svg("<rect width='1e38' height='1e38' transform='scale(1e38)'/>"),
        svg("<g id='a'><use href='#a'/><use href='#a'/></g>"),
        svg("<pattern id='a' width='1' height='1'><rect fill='url(#a)' width='1' height='1'/></pattern><rect fill='url(#a)' width='5' height='5'/>"),
        svg("<clipPath id='a' clip-path='url(#a)'><rect width='5' height='5'/></clipPath><rect clip-path='url(#a)' width='5' height='5'/>"),
        "<!DOCTYPE svg [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;'><!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;'><!ENTITY d '&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;'><!ENTITY e '&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;'>]><svg xmlns='http://www.w3.org/2000/svg'><title>&e;&e;&e;&e;&e;&e;</title></svg>".to_owned(),
        "<!DOCTYPE svg [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><svg xmlns='http://www.w3.org/2000/svg'><text>&a;</text></svg>".to_owned(),
    ];
    for (number, drawing) in drawings.iter().enumerate() {
        let (messages, theme) = theme(&[("theme.toml", b"[logo]\nfile = 'logo.svg'\n"), ("logo.svg", drawing.as_bytes())]);
        let Some(logo) = theme.logo else {
            assert!(!messages.is_empty(), "drawing {number} is ignored without a message");
            continue;
        };
        let points = logo.drawing.parts.iter().flat_map(|part| &part.rings).flatten().count();
        assert!(points <= 100_000, "drawing {number} has {points} points");
    }
}

#[test]
fn a_logo_must_be_a_file_of_at_most_a_megabyte() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("logo.svg")).unwrap();
    fs::write(folder.path().join("theme.toml"), "[logo]\nfile = 'logo.svg'\n").unwrap();
    assert!(load(folder.path()).diagnostics.iter().any(|d| d.message.en == "`logo.svg` is not a file"));
    fs::remove_dir(folder.path().join("logo.svg")).unwrap();
    fs::write(folder.path().join("logo.svg"), vec![b' '; 1_100_000]).unwrap();
    assert!(load(folder.path()).diagnostics.iter().any(|d| d.message.en == "`logo.svg` is larger than 1 MB"));
    assert!(content::read_theme(&folder.path().join("none.toml")).unwrap_err().hint_message().is_some());
}
