//! Pictures of releases: a broken one is an error that says what is wrong, and a published one holds the words of its release and nothing
//! of the camera's.

use crate::common;
use crate::common::test_site::TestSite;

use std::fs;
use std::process::Command;

use depesch::content::{FileFacts, PictureProblem};
use depesch::model::FileKind;

const BASELINE: &[u8] = include_bytes!("pictures/baseline.jpg");
const PROGRESSIVE: &[u8] = include_bytes!("pictures/progressive.jpg");
const GREY: &[u8] = include_bytes!("pictures/grey.jpg");
const CMYK: &[u8] = include_bytes!("pictures/cmyk.jpg");

fn png(width: u32, height: u32, depth: png::BitDepth) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(depth);
    let samples = (width * height * 3) as usize * if depth == png::BitDepth::Sixteen { 2 } else { 1 };
    let noise: Vec<u8> = (0..samples).map(|n| (n * n / 7) as u8).collect();
    encoder.write_header().unwrap().write_image_data(&noise).unwrap();
    bytes
}

fn problem(kind: FileKind, bytes: &[u8]) -> Option<PictureProblem> {
    FileFacts::inspect(kind, bytes).problem
}

#[test]
fn a_whole_picture_is_taken_and_one_that_ends_too_early_is_not() {
    let whole = png(60, 40, png::BitDepth::Eight);
    for (kind, bytes) in
        [(FileKind::Jpeg, BASELINE), (FileKind::Jpeg, PROGRESSIVE), (FileKind::Jpeg, GREY), (FileKind::Png, &whole[..])]
    {
        assert_eq!(problem(kind, bytes), None);
        for part in 2..20 {
            let cut = &bytes[..bytes.len() * part / 20];
            assert!(matches!(problem(kind, cut), Some(PictureProblem::CutOff | PictureProblem::Unreadable)), "{part}");
        }
    }
}

/// A file that was cut off and closed again by the program that received it.
#[test]
fn a_jpeg_whose_pixels_are_missing_is_damaged_even_if_it_has_an_end() {
    for bytes in [BASELINE, PROGRESSIVE, GREY] {
        let start = bytes.windows(2).position(|pair| pair == [0xff, 0xda]).unwrap();
        for part in 1..9 {
            let cut = start + 14 + (bytes.len() - start - 14) * part / 10;
            let closed = [&bytes[..cut], &[0xff, 0xd9]].concat();
            assert!(problem(FileKind::Jpeg, &closed).is_some(), "{part} of 10");
        }
    }
}

#[test]
fn a_png_with_a_wrong_byte_is_damaged() {
    let whole = png(60, 40, png::BitDepth::Eight);
    let data = whole.windows(4).position(|name| name == b"IDAT").unwrap();
    for at in [data + 10, data + 100, data + 1_000] {
        let mut wrong = whole.clone();
        wrong[at] ^= 0x55;
        assert_eq!(problem(FileKind::Png, &wrong), Some(PictureProblem::Damaged), "{at}");
    }
}

#[test]
fn colours_and_sizes_that_nobody_can_show_are_refused_before_anything_is_decoded() {
    assert_eq!(problem(FileKind::Jpeg, CMYK), Some(PictureProblem::Cmyk));
    assert_eq!(problem(FileKind::Png, &png(4, 4, png::BitDepth::Sixteen)), Some(PictureProblem::Deep(16)));
    // A bomb: the header promises more pixels than memory has bytes.
    for (width, height) in [(2_000_000_000_u32, 2_000_000_000_u32), (20_001, 1), (19_000, 19_000)] {
        let mut bomb = png(4, 4, png::BitDepth::Eight);
        bomb[16..20].copy_from_slice(&width.to_be_bytes());
        bomb[20..24].copy_from_slice(&height.to_be_bytes());
        assert_eq!(problem(FileKind::Png, &bomb), Some(PictureProblem::TooLarge(width, height)));
        let frame = BASELINE.windows(2).position(|pair| pair == [0xff, 0xc0]).unwrap();
        let mut bomb = BASELINE.to_vec();
        bomb[frame + 5..frame + 9].copy_from_slice(&[0xff; 4]);
        assert_eq!(problem(FileKind::Jpeg, &bomb), Some(PictureProblem::TooLarge(65_535, 65_535)));
    }
    // Its seven passes are unpacked together.
    let mut interlaced = png(4, 4, png::BitDepth::Eight);
    interlaced[16..24].copy_from_slice(&[0, 0, 0x13, 0x89, 0, 0, 0x13, 0x89]);
    interlaced[28] = 1;
    assert_eq!(problem(FileKind::Png, &interlaced), Some(PictureProblem::Interlaced));
    // Coded without loss, and arithmetically.
    for marker in [0xc3, 0xc9] {
        let frame = BASELINE.windows(2).position(|pair| pair == [0xff, 0xc0]).unwrap();
        let mut other = BASELINE.to_vec();
        other[frame + 1] = marker;
        assert_eq!(problem(FileKind::Jpeg, &other), Some(PictureProblem::Coding));
    }
}

/// A name that must not be in anything published.
const SECRET: &str = "Hemlig Kamera";

fn segment(marker: u8, content: &[u8]) -> Vec<u8> {
    [&[0xff, marker], &(content.len() as u16 + 2).to_be_bytes()[..], content].concat()
}

/// Exif data with this orientation, 300 pixels an inch, and a camera, an owner, a serial number and a position that are secret.
fn exif(orientation: u8) -> Vec<u8> {
    let mut tiff = b"II*\0\x08\0\0\0\x08\0".to_vec();
    let text_at = 10 + 8 * 12 + 4 + 18;
    let field = |tag: u16, kind: u16, count: u32, value: u32| {
        [&tag.to_le_bytes()[..], &kind.to_le_bytes(), &count.to_le_bytes(), &value.to_le_bytes()].concat()
    };
    let secret = |tag| field(tag, 2, SECRET.len() as u32 + 1, text_at);
    // Make, software, artist; owner and serial number are in the same form in the part for photographs.
    for part in [
        secret(0x010f),
        field(0x0112, 3, 1, u32::from(orientation)),
        field(0x011a, 5, 1, text_at + 20),
        field(0x011b, 5, 1, text_at + 20),
        secret(0x0131),
        secret(0x013b),
        secret(0x9286),
        field(0x8825, 4, 1, 10 + 8 * 12 + 4),
    ] {
        tiff.extend(part);
    }
    tiff.extend([0; 4]);
    // The position: one field with the name of its datum.
    tiff.extend([1, 0]);
    tiff.extend(field(0x12, 2, SECRET.len() as u32 + 1, text_at));
    tiff.extend([0; 4]);
    tiff.extend(SECRET.as_bytes());
    tiff.resize(text_at as usize + 20, 0);
    tiff.extend([300_u32.to_le_bytes(), 1_u32.to_le_bytes()].concat());
    [b"Exif\0\0", &tiff[..]].concat()
}

/// A JPEG with secrets wherever a file can hold one: in each segment of an application, between scans, and behind its end.
fn secretive_jpeg(picture: &[u8], orientation: u8) -> Vec<u8> {
    let secret = |head: &[u8]| [head, SECRET.as_bytes()].concat();
    let mut jfif = b"JFIF\0\x01\x02\x01\x01\x2c\x01\x2c\x02\x02".to_vec();
    jfif.extend(&SECRET.as_bytes()[..12]);
    let xmp = format!(
        "http://ns.adobe.com/xap/1.0/\0<x:xmpmeta><rdf:Description xmpMM:DocumentID='{SECRET}'><dc:rights><rdf:Alt>\
         <rdf:li xml:lang='x-default'>Enligt avtal</rdf:li></rdf:Alt></dc:rights></rdf:Description></x:xmpmeta>"
    );
    let iim = b"Photoshop 3.0\x008BIM\x04\x04\0\0\0\0\0\x1b\x1c\x02\x50\0\x09Byr\xc3\xa5n AB\x1c\x02\x5a\0\x06Solvik";
    let segments: Vec<Vec<u8>> = vec![
        segment(0xe0, &jfif),
        segment(0xe0, &secret(b"JFXX\0\x10")),
        segment(0xe1, &exif(orientation)),
        segment(0xe1, xmp.as_bytes()),
        segment(0xe1, &secret(b"http://ns.adobe.com/xmp/extension/\0")),
        segment(0xe2, &[&b"ICC_PROFILE\0\x01\x01"[..], &[7; 128]].concat()),
        segment(0xe2, &secret(b"MPF\0")),
        segment(0xeb, &secret(b"JP")),
        segment(0xed, iim),
        segment(0xed, &secret(b"Photoshop 3.0\0")),
        segment(0xfe, &secret(b"")),
    ];
    let between = segment(0xfe, &secret(b""));
    // Behind the last table before the pixels of a progressive picture.
    let scan = picture.windows(2).rposition(|pair| pair == [0xff, 0xc4]).unwrap();
    [&picture[..2], &segments.concat(), &picture[2..scan], &between, &picture[scan..], picture, SECRET.as_bytes()].concat()
}

fn chunk(name: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let mut crc = u32::MAX;
    for byte in name.iter().chain(content) {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 };
        }
    }
    [&(content.len() as u32).to_be_bytes(), &name[..], content, &(!crc).to_be_bytes()].concat()
}

/// A PNG with secrets in each kind of chunk that can hold one, and behind its end.
fn secretive_png(orientation: u8) -> Vec<u8> {
    let whole = png(60, 40, png::BitDepth::Eight);
    let secret = |head: &[u8]| [head, SECRET.as_bytes()].concat();
    let chunks: Vec<Vec<u8>> = vec![
        chunk(b"pHYs", &[0, 0, 0x2e, 0x23, 0, 0, 0x2e, 0x23, 1]),
        chunk(b"tEXt", &secret(b"Author\0")),
        chunk(b"zTXt", &secret(b"Comment\0\0")),
        chunk(b"iTXt", &secret(b"XML:com.adobe.xmp\0\0\0\0\0")),
        chunk(b"eXIf", &exif(orientation)[6..]),
        chunk(b"tIME", &[7, 0xea, 3, 2, 9, 0, 0]),
        chunk(b"prVt", &secret(b"")),
    ];
    [&whole[..33], &chunks.concat(), &whole[33..], SECRET.as_bytes()].concat()
}

/// The markers of a JPEG up to its first scan, with the content of each.
fn segments(jpeg: &[u8]) -> Vec<(u8, Vec<u8>)> {
    let (mut at, mut found) = (2, Vec::new());
    while jpeg[at + 1] != 0xda {
        let length = usize::from(u16::from_be_bytes([jpeg[at + 2], jpeg[at + 3]]));
        found.push((jpeg[at + 1], jpeg[at + 4..at + 2 + length].to_vec()));
        at += 2 + length;
    }
    found
}

fn chunk_names(png: &[u8]) -> Vec<String> {
    let (mut at, mut found) = (8, Vec::new());
    while at < png.len() {
        let length = u32::from_be_bytes(png[at..at + 4].try_into().unwrap()) as usize;
        found.push(String::from_utf8(png[at + 4..at + 8].to_vec()).unwrap());
        at += length + 12;
    }
    found
}

fn contains(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

/// The text of a property in the XMP of `file`, in its first language.
fn property(file: &[u8], name: &str) -> Option<String> {
    let text = String::from_utf8_lossy(file).into_owned();
    let inner = text.split_once(&format!("<{name}>"))?.1.split_once(&format!("</{name}>"))?.0.to_owned();
    let value = inner.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text)).find(|text| !text.is_empty())?;
    Some(value.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))
}

const NOW: &str = "2026-04-01T12:00:00+02:00";
const FOLDER: &str = "releases/2026/bilder";
const WORDS: [(&str, &str); 4] = [
    ("Iptc4xmpCore:AltTextAccessibility", "En kaj i skymning & <dimma>."),
    ("dc:description", "Kajen i Solvik, sedd från väster: “så här”."),
    ("photoshop:Credit", "Foto: Lo Ek/Solviks kommun"),
    ("dc:rights", "Fri att använda med det här meddelandet."),
];

/// A newsroom with one release of two pictures, in Swedish and English.
fn site() -> TestSite {
    let site = TestSite::empty();
    site.write("content/contacts.toml", "[press]\nname = \"Presstjänsten\"\nphone = \"08-465 004 01\"\n");
    let fields = "id = \"tag:solvik.example,2026-03-02:release/1\"\npublished = 2026-03-02 09:00\ncontacts = [\"press\"]\n";
    let [alt, caption, credit, rights] = WORDS.map(|(_, words)| words);
    let pictures = format!(
        "[[pictures]]\nfile = \"kajen.jpg\"\ncredit = \"{credit}\"\nrights = \"{rights}\"\n\n\
         [[pictures]]\nfile = \"karta.png\"\nalt = \"Karta\"\n\n[[documents]]\nfile = \"karta.png\"\ntitle = \"Kartan\"\n"
    );
    let text = format!("![{}]({} \"{caption}\")", alt.replace('<', "\\<"), "kajen.jpg");
    site.write(
        &format!("content/{FOLDER}/release.md"),
        format!("+++\nheadline = \"Bilder\"\nlead = \"Ingress.\"\n{fields}\n{pictures}+++\n\nText.\n\n{text}\n"),
    );
    site.write(
        &format!("content/{FOLDER}/release.en.md"),
        "+++\nheadline = \"Pictures\"\nlead = \"Lead.\"\n+++\n\nText.\n\n![A quay at dusk.](kajen.jpg \"The quay.\")\n",
    );
    site.write(&format!("content/{FOLDER}/kajen.jpg"), secretive_jpeg(PROGRESSIVE, 6));
    site.write(&format!("content/{FOLDER}/karta.png"), secretive_png(3));
    site
}

fn built() -> TestSite {
    let site = site();
    site.run(&["build", "--now", NOW]).exits(0);
    site
}

fn published(site: &TestSite, name: &str) -> Vec<u8> {
    fs::read(site.path(&format!("out/{FOLDER}/files/{name}"))).unwrap()
}

#[test]
fn no_output_holds_what_a_camera_wrote_into_a_picture() {
    let site = built();
    for (path, bytes) in site.files("out") {
        assert!(!contains(&bytes, SECRET), "{path}");
        assert!(!contains(&bytes, &SECRET[..12]), "{path}: a thumbnail");
    }
    let jpeg = published(&site, "kajen.jpg");
    let markers: Vec<u8> =
        segments(&jpeg).into_iter().map(|(marker, _)| marker).filter(|marker| matches!(marker, 0xe0..=0xef | 0xfe)).collect();
    // JFIF; orientation; XMP; IPTC; the colour profile.
    assert_eq!(markers, [0xe0, 0xe1, 0xe1, 0xed, 0xe2]);
    let png = published(&site, "karta.png");
    assert_eq!(chunk_names(&png), ["IHDR", "iTXt", "eXIf", "pHYs", "IDAT", "IEND"]);
}

#[test]
fn orientation_resolution_colour_profile_and_pixels_stay() {
    let site = built();
    let (jpeg, png) = (published(&site, "kajen.jpg"), published(&site, "karta.png"));
    for (kind, before, after) in [(FileKind::Jpeg, secretive_jpeg(PROGRESSIVE, 6), &jpeg), (FileKind::Png, secretive_png(3), &png)]
    {
        let (before, after) = (FileFacts::inspect(kind, &before), FileFacts::inspect(kind, after));
        assert_eq!((before.size, before.orientation, before.problem), (after.size, after.orientation, None));
        assert!(before.orientation.starts_right);
    }
    let segments = segments(&jpeg);
    let exif = segments.iter().find(|(marker, _)| *marker == 0xe1).unwrap();
    assert!(exif.1.ends_with(&[0, 0, 1, 44, 0, 0, 0, 1]), "300 pixels an inch");
    assert!(segments.iter().any(|(marker, content)| *marker == 0xe2 && content.ends_with(&[7; 128])));
    // The coded pixels, of all scans, are the same.
    let scans = |jpeg: &[u8]| {
        let start = jpeg.windows(2).position(|pair| pair == [0xff, 0xda]).unwrap();
        jpeg[start..].to_vec()
    };
    assert!(scans(&jpeg) == scans(PROGRESSIVE));
    let decode = |png: &[u8]| {
        let mut reader = png::Decoder::new(std::io::Cursor::new(png)).read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        reader.next_frame(&mut pixels).unwrap();
        pixels
    };
    assert!(decode(&png) == decode(&secretive_png(3)));
}

#[test]
fn a_published_picture_says_the_words_of_its_original_in_every_language() {
    let site = built();
    let jpeg = published(&site, "kajen.jpg");
    for (name, words) in WORDS {
        assert_eq!(property(&jpeg, name).as_deref(), Some(words), "{name}");
    }
    assert_eq!(property(&jpeg, "dc:creator").as_deref(), Some("Lo Ek/Solviks kommun"));
    assert!(contains(&jpeg, "xml:lang=\"sv\"") && !contains(&jpeg, "quay"));
    // IPTC's older form, in UTF-8.
    let [_, (_, caption), (_, credit), (_, rights)] = WORDS;
    for (field, words) in [(120_u8, caption), (110, credit), (116, rights)] {
        let dataset = [&[0x1c, 2, field][..], &(words.len() as u16).to_be_bytes(), words.as_bytes()].concat();
        assert!(jpeg.windows(dataset.len()).any(|window| window == dataset), "{field}");
    }
    let png = published(&site, "karta.png");
    assert_eq!(property(&png, "Iptc4xmpCore:AltTextAccessibility").as_deref(), Some("Karta"));
    assert_eq!(property(&png, "photoshop:Credit"), None);
}

/// All texts of a release share the address of a file, so they agree on its words.
#[test]
fn a_picture_shown_twice_or_only_in_translations_has_one_set_of_words() {
    let site = site();
    let english = format!("content/{FOLDER}/release.en.md");
    site.write(&format!("content/{FOLDER}/map.png"), png(20, 10, png::BitDepth::Eight));
    site.edit(&english, "Text.\n", "Text.\n\n![A map of the quay.](map.png)\n\nAgain:\n\n![The map again.](map.png \"Twice.\")\n");
    site.run(&["build", "--now", NOW]).exits(0);
    let map = published(&site, "map.png");
    assert_eq!(property(&map, "Iptc4xmpCore:AltTextAccessibility").as_deref(), Some("A map of the quay."));
    assert!(contains(&map, "xml:lang=\"en\"") && !contains(&map, "Twice."));
    assert_lengths(&site.files("out"));
    // In Finnish too: whose words would it be?
    let finnish = site.read(&english).replace("headline = \"Pictures\"", "headline = \"Kuvat\"");
    site.write(&format!("content/{FOLDER}/release.fi.md"), finnish);
    site.run(&["build", "--now", NOW]).exits(0);
    let map = published(&site, "map.png");
    assert_eq!(chunk_names(&map), ["IHDR", "IDAT", "IEND"]);
    assert_lengths(&site.files("out"));
}

/// In every format, and for every file of the golden newsroom too.
#[test]
fn every_format_states_the_length_of_the_published_file() {
    let golden = common::exported("tests/newsroom", "2026-03-15T12:00:00+01:00");
    let compared = assert_lengths(&built().files("out")) + assert_lengths(&golden);
    assert!(compared > 50, "{compared}");
}

/// Asserts that each length beside the address of a file is that of the file. Returns how many were compared.
fn assert_lengths(files: &common::Files) -> usize {
    let mut compared = 0;
    for (path, bytes) in files.iter().filter(|(path, _)| path.contains("/files/")) {
        for (other, text) in files.iter().filter(|(other, _)| !other.contains("/files/") && !other.ends_with(".pdf")) {
            let text = String::from_utf8_lossy(text);
            for (at, _) in text.match_indices(path.as_str()) {
                // In the same element or object.
                let tail: String = text[at..].chars().take_while(|c| !matches!(c, '>' | '}')).collect();
                for label in ["fileSize=\"", "length=\"", "size=\"", "size_in_bytes\": ", "sizeInBytes\": "] {
                    let Some((_, number)) = tail.split_once(label) else { continue };
                    let number: String = number.chars().take_while(char::is_ascii_digit).collect();
                    assert_eq!(number.parse::<usize>().unwrap(), bytes.len(), "{path} in {other}");
                    compared += 1;
                }
            }
        }
    }
    compared
}

/// ExifTool is a program of its own: it is asked where it is installed, as in `.ci/run`.
#[test]
fn exiftool_reads_the_words_of_ninjs() {
    let site = built();
    let exiftool = |arguments: &[&str]| {
        let file = site.path(&format!("out/{FOLDER}/files/kajen.jpg"));
        Command::new("exiftool").args(arguments).arg(file).output().ok().map(|output| String::from_utf8(output.stdout).unwrap())
    };
    let Some(found) = exiftool(&["-json", "-G0", "-a", "-struct"]) else {
        println!("skipped: exiftool is not here");
        return;
    };
    let found: serde_json::Value = serde_json::from_str::<Vec<serde_json::Value>>(&found).unwrap().remove(0);
    let ninjs = site.read(&format!("out/{FOLDER}/bilder.ninjs.json"));
    let ninjs: serde_json::Value = serde_json::from_str(&ninjs).unwrap();
    let picture = &ninjs["associations"].as_array().unwrap().iter().find(|one| one["name"] == "kajen.jpg").unwrap();
    let description =
        |role: &str| picture["descriptions"].as_array().unwrap().iter().find(|one| one["role"] == role).unwrap()["value"].clone();
    assert_eq!(found["XMP:Credit"], picture["by"]);
    assert_eq!(found["IPTC:Credit"], picture["by"]);
    assert_eq!(found["XMP:Rights"], picture["copyrightNotice"]);
    assert_eq!(found["IPTC:CopyrightNotice"], picture["copyrightNotice"]);
    assert_eq!(found["XMP:Description"], description("caption"));
    assert_eq!(found["IPTC:Caption-Abstract"], description("caption"));
    assert_eq!(found["XMP:AltTextAccessibility"], description("alternativeText"));
    assert_eq!(found["EXIF:Orientation"], "Rotate 90 CW");
    let groups: std::collections::BTreeSet<&str> =
        found.as_object().unwrap().keys().filter_map(|key| Some(key.split_once(':')?.0)).collect();
    assert_eq!(
        // The colour profile of this picture is a stand-in.
        groups.into_iter().filter(|group| *group != "ICC_Profile").collect::<Vec<_>>(),
        ["Composite", "EXIF", "ExifTool", "File", "IPTC", "JFIF", "XMP"]
    );
}

/// The case `pictures` of `shared/cases`.
#[test]
fn case_pictures_a_cut_picture_is_an_error_of_check() {
    let site = site();
    site.run(&["check", "--now", NOW]).exits(0);
    let whole = secretive_png(1);
    site.write(&format!("content/{FOLDER}/karta.png"), &whole[..600]);
    site.run(&["check", "--now", NOW])
        .exits(1)
        .says("error: the picture `karta.png` is cut off: the file ends before the picture does")
        .says(&format!("{FOLDER}/release.md"))
        .says("hint: copy it again from where it came from, or export it again as PNG");
    site.run(&["check", "--lang", "sv", "--now", NOW]).exits(1).says("bilden `karta.png` är avklippt: filen tar slut före bilden");
    site.run(&["build", "--now", NOW]).exits(1);
    assert!(!site.path(&format!("out/{FOLDER}/files/karta.png")).exists());
}

#[test]
fn pictures_that_browsers_or_printers_do_not_show_are_errors_with_a_way_out() {
    let webp: &[u8] = b"RIFF\x24\0\0\0WEBPVP8 ";
    let avif: &[u8] = b"\0\0\0\x1cftypavif\0\0\0\0";
    let heic: &[u8] = b"\0\0\0\x18ftypheic\0\0\0\0";
    for (bytes, message, hint) in [
        (CMYK, "has the colours of a printing press (CMYK)", "export it with the colours of the screen (sRGB)"),
        (webp, "is not a JPEG file, despite its name: it is WebP", "export it as JPEG"),
        (avif, "is not a JPEG file, despite its name: it is AVIF", "export it as JPEG"),
        (heic, "is not a JPEG file, despite its name: it is HEIC", "export it as JPEG"),
        (b"GIF89a", "despite its name: it is GIF", "export it as JPEG"),
        (b"II*\0", "despite its name: it is TIFF", "export it as JPEG"),
        (&png(4, 4, png::BitDepth::Eight)[..], "despite its name: it is PNG", "a name that ends with `.png`"),
    ] {
        let site = site();
        site.write(&format!("content/{FOLDER}/kajen.jpg"), bytes);
        site.run(&["check", "--now", NOW]).exits(1).says(message).says(hint);
    }
    let site = site();
    site.write(&format!("content/{FOLDER}/karta.png"), png(4, 4, png::BitDepth::Sixteen));
    site.run(&["check", "--now", NOW]).exits(1).says("has 16 bits for each colour").says("export it with 8 bits for each colour");
    for name in ["karta.webp", "karta.avif", "karta.heic", "karta.tiff", "karta.gif", "karta.bmp"] {
        let site = self::site();
        site.write(&format!("content/{FOLDER}/{name}"), b"x");
        site.edit(&format!("content/{FOLDER}/release.md"), "karta.png", name);
        let end = name.split_once('.').unwrap().1;
        site.run(&["check", "--now", NOW])
            .exits(1)
            .says(&format!("files that end with `{end}` cannot be used"))
            .says("open it in a picture program, export it as JPEG (a photograph) or PNG (a drawing), and name that file here");
    }
}

/// Nobody's name is lost in silence.
#[test]
fn a_credit_in_the_file_that_the_release_does_not_name_is_a_warning() {
    let site = site();
    site.run(&["check", "--now", NOW]).exits(0).silent_about("Byr").silent_about("Enligt avtal");
    let text = site.read(&format!("content/{FOLDER}/release.md"));
    let without: Vec<&str> = text.lines().filter(|line| !line.starts_with("credit") && !line.starts_with("rights")).collect();
    site.write(&format!("content/{FOLDER}/release.md"), without.join("\n"));
    site.run(&["check", "--now", NOW])
        .exits(0)
        .says("the file `kajen.jpg` says `Byrån AB`, which is not published with it")
        .says("if that is right, write `credit = \"Byrån AB\"` under `[[pictures]]`")
        .says("the file `kajen.jpg` says `Enligt avtal`");
}

/// A picture is decoded once, and again when it changes.
#[test]
fn a_large_picture_that_was_decoded_is_remembered() {
    let site = site();
    let memory = site.path("content/.depesch/sound-pictures");
    site.run(&["check", "--now", NOW]).exits(0);
    assert!(!memory.exists(), "small pictures are not worth it");
    site.write(&format!("content/{FOLDER}/karta.png"), png(700, 400, png::BitDepth::Eight));
    site.run(&["check", "--now", NOW]).exits(0);
    assert_eq!(fs::read_to_string(&memory).unwrap().lines().count(), 2);
    assert_eq!(site.read("content/.depesch/.gitignore"), "*\n");
    let mut wrong = png(700, 400, png::BitDepth::Eight);
    wrong[5_000] ^= 0x55;
    site.write(&format!("content/{FOLDER}/karta.png"), wrong);
    site.run(&["check", "--now", NOW]).exits(1).says("the picture `karta.png` is damaged and cannot be decoded");
}

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config { cases: 256, failure_persistence: None, ..Default::default() })]

    /// Whatever is wrong with a picture, inspecting it ends with an answer.
    #[test]
    fn a_picture_with_wrong_bytes_is_inspected_to_its_end(
        which in 0..5_usize,
        changes in proptest::collection::vec((0.0..1.0_f64, proptest::num::u8::ANY), 1..12),
        end in 0.2..1.5_f64,
    ) {
        let (kind, mut bytes) = match which {
            0 => (FileKind::Jpeg, secretive_jpeg(BASELINE, 6)),
            1 => (FileKind::Jpeg, secretive_jpeg(PROGRESSIVE, 3)),
            2 => (FileKind::Jpeg, GREY.to_vec()),
            3 => (FileKind::Jpeg, CMYK.to_vec()),
            _ => (FileKind::Png, secretive_png(8)),
        };
        for (place, byte) in changes {
            let at = (place * bytes.len() as f64) as usize;
            bytes[at] = byte;
        }
        let end = ((end * bytes.len() as f64) as usize).min(bytes.len());
        bytes.truncate(end);
        let facts = FileFacts::inspect(kind, &bytes);
        proptest::prop_assert!(facts.problem.is_some() || facts.size.is_some() || !facts.matches_kind);
    }
}
