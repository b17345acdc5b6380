//! The QR code of a web address (ISO/IEC 18004). The door to `qrcodegen`.

use std::ops::Range;

use qrcodegen::{QrCode, QrCodeEcc};

/// The dark modules of a code, without the quiet zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QrMatrix {
    /// Modules along each side.
    pub side: usize,
    /// From top to bottom: the ranges of dark modules.
    pub rows: Vec<Vec<Range<usize>>>,
}

/// A code that survives the loss of 15 % of it, or of 7 % for a long address. `None` for an address that is too long: on 18 millimetres,
/// modules would be smaller than half a millimetre.
pub fn encode_qr(address: &str) -> Option<QrMatrix> {
    let code = [QrCodeEcc::Medium, QrCodeEcc::Low].into_iter().find_map(|level| {
        let code = QrCode::encode_text(address, level).ok()?;
        (code.size() <= MAX_SIDE).then_some(code)
    })?;
    let side = usize::try_from(code.size()).ok()?;
    let rows = (0..code.size()).map(|row| runs((0..code.size()).map(|column| code.get_module(column, row)))).collect();
    Some(QrMatrix { side, rows })
}

/// Version 9.
const MAX_SIDE: i32 = 53;

/// The ranges in which `dark` is true.
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
    fn a_code_too_fine_for_a_phone_is_not_drawn() {
        assert!(encode_qr(&format!("https://nyheter.solvik.example/releases/2026/{}/", "a".repeat(120))).is_some());
        assert_eq!(encode_qr(&format!("https://nyheter.solvik.example/releases/2026/{}/", "å".repeat(400))), None);
    }
}
