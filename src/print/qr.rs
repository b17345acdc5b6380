//! The QR code that leads from paper to the page on the web (ISO/IEC 18004). The door to `qrcodegen`.

use std::ops::Range;

use qrcodegen::QrCode;
use qrcodegen::QrCodeEcc;

/// The dark modules of a code, without the quiet zone around it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QrMatrix {
    /// Modules along each side.
    pub side: usize,
    /// From the upper row to the lower one: where dark modules stand side by side.
    pub rows: Vec<Vec<Range<usize>>>,
}

/// A code that bears the loss of 15 of 100 of it. `None` for an address too long for any, or for paper of this size: a module must be
/// as large as a telephone can see, half a millimetre on 18.
pub fn encode_qr(address: &str) -> Option<QrMatrix> {
    let code = [QrCodeEcc::Medium, QrCodeEcc::Low].into_iter().find_map(|bears| {
        let code = QrCode::encode_text(address, bears).ok()?;
        (code.size() <= LARGEST).then_some(code)
    })?;
    let side = usize::try_from(code.size()).ok()?;
    let rows = (0..code.size()).map(|row| runs((0..code.size()).map(|column| code.get_module(column, row)))).collect();
    Some(QrMatrix { side, rows })
}

/// Version 9.
const LARGEST: i32 = 53;

/// Where `dark` is true, run by run.
fn runs(dark: impl Iterator<Item = bool>) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    for (at, _) in dark.enumerate().filter(|(_, dark)| *dark) {
        match runs.last_mut().filter(|run| run.end == at) {
            Some(run) => run.end += 1,
            None => runs.push(at..at + 1),
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_becomes_a_square_with_three_finders() {
        let code = encode_qr("https://nyheter.solvik.example/releases/2026/ny-simhall/").unwrap();
        assert_eq!(code.rows.len(), code.side);
        for row in [0, 6] {
            assert_eq!((code.rows[row][0].clone(), code.rows[row].last().unwrap().clone()), (0..7, code.side - 7..code.side));
        }
        assert_eq!(code.rows[code.side - 1][0], 0..7);
    }

    #[test]
    fn what_no_telephone_could_see_is_not_drawn() {
        assert!(encode_qr(&format!("https://nyheter.solvik.example/releases/2026/{}/", "a".repeat(120))).is_some());
        assert_eq!(encode_qr(&format!("https://nyheter.solvik.example/releases/2026/{}/", "å".repeat(400))), None);
    }
}
