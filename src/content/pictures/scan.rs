//! Reads the coded pixels of a JPEG to the last one (ITU-T T.81, annexes F and G), without computing them: a decoder for readers shows what
//! there is of a broken picture in place of saying so.

use super::PictureProblem;

/// The zigzag indices of a block.
const COEFFICIENTS: usize = 64;
/// A picture with more scans is an attack: a few bytes can stand for all of its blocks.
const MAX_SCANS: usize = 500;

/// The state that the segments of a picture build up, in their order.
#[derive(Default)]
pub struct ScanChecker {
    frame: Option<FrameHeader>,
    /// By class (DC, AC) and destination.
    tables: [[Option<HuffmanTable>; 4]; 2],
    restart_interval: usize,
    scans: usize,
}

struct FrameHeader {
    is_progressive: bool,
    width: usize,
    height: usize,
    components: Vec<FrameComponent>,
}

struct FrameComponent {
    id: u8,
    /// Blocks of a unit in a scan of several components.
    horizontal: usize,
    vertical: usize,
    /// Blocks that hold pixels.
    columns: usize,
    rows: usize,
    /// Blocks in a row, with those that fill the last unit.
    stride: usize,
    /// For each block of a progressive picture, the coefficients that are not zero.
    nonzero: Vec<u64>,
    /// For each coefficient, the bits that are still missing; `None` before its first scan.
    missing: [Option<u8>; COEFFICIENTS],
}

/// One component of a scan.
struct ScanComponent {
    index: usize,
    dc: usize,
    ac: usize,
}

/// The band of coefficients in a scan, and its bits (G.1.1.1).
#[derive(Clone, Copy)]
struct Band {
    first: usize,
    last: usize,
    high: u8,
    low: u8,
}

type Checked<T> = Result<T, PictureProblem>;

impl ScanChecker {
    /// Takes in a segment; `coded` are the pixels of a scan.
    pub fn add(&mut self, marker: u8, content: &[u8], coded: &[u8]) -> Checked<()> {
        match marker {
            0xc4 => self.read_tables(content),
            0xdd => {
                let &[high, low, ..] = content else { return Err(PictureProblem::Damaged) };
                self.restart_interval = usize::from(u16::from_be_bytes([high, low]));
                Ok(())
            }
            0xc0..=0xc2 if self.frame.is_none() => {
                self.frame = Some(read_frame(marker == 0xc2, content).ok_or(PictureProblem::Damaged)?);
                Ok(())
            }
            0xda => self.read_scan(content, coded),
            _ => Ok(()),
        }
    }

    /// Whether every component has been read to its last bit.
    pub fn finish(&self) -> Checked<()> {
        let frame = self.frame.as_ref().ok_or(PictureProblem::Unreadable)?;
        let is_whole = |component: &FrameComponent| {
            component.missing[0].is_some() && component.missing.iter().flatten().all(|missing| *missing == 0)
        };
        if frame.components.iter().all(is_whole) { Ok(()) } else { Err(PictureProblem::CutOff) }
    }

    fn read_tables(&mut self, mut content: &[u8]) -> Checked<()> {
        while let Some((&place, rest)) = content.split_first() {
            let (table, length) = HuffmanTable::read(rest).ok_or(PictureProblem::Damaged)?;
            let class = self.tables.get_mut(usize::from(place >> 4)).ok_or(PictureProblem::Damaged)?;
            *class.get_mut(usize::from(place & 15)).ok_or(PictureProblem::Damaged)? = Some(table);
            content = rest.get(length..).unwrap_or_default();
        }
        Ok(())
    }

    fn read_scan(&mut self, content: &[u8], coded: &[u8]) -> Checked<()> {
        let frame = self.frame.as_mut().ok_or(PictureProblem::Damaged)?;
        self.scans += 1;
        if self.scans > MAX_SCANS {
            return Err(PictureProblem::Damaged);
        }
        let (components, band) = read_scan_header(content, frame).ok_or(PictureProblem::Damaged)?;
        let (columns, rows) = match components.as_slice() {
            [only] => (frame.components[only.index].columns, frame.components[only.index].rows),
            _ => (frame.unit_columns(), frame.unit_rows()),
        };
        let mut scan = Scan { frame, tables: &self.tables, components: &components, band, end_of_band_run: 0 };
        let units = columns * rows;
        let interval = if self.restart_interval == 0 { units } else { self.restart_interval };
        let mut done = 0;
        for part in (Intervals { rest: Some(coded) }) {
            let mut bits = BitReader::new(&part);
            scan.end_of_band_run = 0;
            let end = units.min(done + interval);
            for unit in done..end {
                scan.read_unit(unit / columns, unit % columns, &mut bits)?;
            }
            done = end;
        }
        if done < units {
            return Err(PictureProblem::CutOff);
        }
        for component in &components {
            let missing = &mut frame.components[component.index].missing;
            missing[band.first..=band.last].fill(Some(band.low));
        }
        Ok(())
    }
}

impl FrameHeader {
    fn unit_columns(&self) -> usize {
        self.width.div_ceil(8 * self.components.iter().map(|component| component.horizontal).max().unwrap_or(1))
    }

    fn unit_rows(&self) -> usize {
        self.height.div_ceil(8 * self.components.iter().map(|component| component.vertical).max().unwrap_or(1))
    }
}

/// B.2.2 and A.1.1.
fn read_frame(is_progressive: bool, content: &[u8]) -> Option<FrameHeader> {
    let &[_, a, b, c, d, count, ref rest @ ..] = content else { return None };
    let (height, width) = (usize::from(u16::from_be_bytes([a, b])), usize::from(u16::from_be_bytes([c, d])));
    let specifications: Vec<(u8, usize, usize)> =
        rest.chunks_exact(3).take(count.into()).map(|one| (one[0], usize::from(one[1] >> 4), usize::from(one[1] & 15))).collect();
    let is_sampling = |side: &usize| (1..=4).contains(side);
    if specifications.len() != usize::from(count) || !specifications.iter().all(|(_, h, v)| is_sampling(h) && is_sampling(v)) {
        return None;
    }
    let widest = specifications.iter().map(|(_, horizontal, _)| *horizontal).max()?;
    let highest = specifications.iter().map(|(_, _, vertical)| *vertical).max()?;
    let component = |(id, horizontal, vertical): (u8, usize, usize)| {
        let stride = width.div_ceil(8 * widest) * horizontal;
        let all_rows = height.div_ceil(8 * highest) * vertical;
        FrameComponent {
            id,
            horizontal,
            vertical,
            columns: (width * horizontal).div_ceil(8 * widest),
            rows: (height * vertical).div_ceil(8 * highest),
            stride,
            nonzero: if is_progressive { vec![0; stride * all_rows] } else { Vec::new() },
            missing: [None; COEFFICIENTS],
        }
    };
    let components = specifications.into_iter().map(component).collect();
    Some(FrameHeader { is_progressive, width, height, components })
}

/// B.2.3.
fn read_scan_header(content: &[u8], frame: &FrameHeader) -> Option<(Vec<ScanComponent>, Band)> {
    let (&count, rest) = content.split_first()?;
    let (pairs, rest) = rest.split_at_checked(2 * usize::from(count))?;
    let component = |pair: &[u8]| {
        let index = frame.components.iter().position(|component| component.id == pair[0])?;
        Some(ScanComponent { index, dc: usize::from(pair[1] >> 4), ac: usize::from(pair[1] & 15) })
    };
    let components: Vec<ScanComponent> = pairs.chunks_exact(2).map(component).collect::<Option<_>>()?;
    let &[first, last, bits, ..] = rest else { return None };
    let band = if frame.is_progressive {
        Band { first: first.into(), last: last.into(), high: bits >> 4, low: bits & 15 }
    } else {
        Band { first: 0, last: COEFFICIENTS - 1, high: 0, low: 0 }
    };
    // Coefficients other than the first are in scans of one component (G.1.1.1.1).
    let is_alone = !frame.is_progressive || if band.first == 0 { band.last == 0 } else { components.len() == 1 };
    let is_valid = !components.is_empty() && band.first <= band.last && band.last < COEFFICIENTS && is_alone;
    is_valid.then_some((components, band))
}

struct Scan<'a> {
    frame: &'a mut FrameHeader,
    tables: &'a [[Option<HuffmanTable>; 4]; 2],
    components: &'a [ScanComponent],
    band: Band,
    /// Blocks without further coefficients in this band.
    end_of_band_run: usize,
}

impl Scan<'_> {
    /// Reads the blocks of one unit: one in a scan of one component.
    fn read_unit(&mut self, row: usize, column: usize, bits: &mut BitReader) -> Checked<()> {
        if let [only] = self.components {
            return self.read_block(only, row, column, bits);
        }
        for component in self.components {
            let FrameComponent { horizontal, vertical, .. } = self.frame.components[component.index];
            for y in 0..vertical {
                for x in 0..horizontal {
                    self.read_block(component, row * vertical + y, column * horizontal + x, bits)?;
                }
            }
        }
        Ok(())
    }

    fn read_block(&mut self, component: &ScanComponent, row: usize, column: usize, bits: &mut BitReader) -> Checked<()> {
        let table = |class: usize, place: usize| self.tables[class].get(place)?.as_ref();
        let Band { first, high, .. } = self.band;
        if !self.frame.is_progressive {
            let (dc, ac) = (table(0, component.dc), table(1, component.ac));
            read_first_coefficient(bits, dc.ok_or(PictureProblem::Damaged)?)?;
            return read_other_coefficients(bits, ac.ok_or(PictureProblem::Damaged)?);
        }
        if first == 0 {
            return match high {
                0 => read_first_coefficient(bits, table(0, component.dc).ok_or(PictureProblem::Damaged)?),
                _ => bits.skip(1),
            };
        }
        let ac = table(1, component.ac).ok_or(PictureProblem::Damaged)?;
        let component = &mut self.frame.components[component.index];
        let at = row * component.stride + column;
        let nonzero = component.nonzero.get_mut(at).ok_or(PictureProblem::Damaged)?;
        match high {
            0 => read_band(bits, ac, self.band, &mut self.end_of_band_run, nonzero),
            _ => refine_band(bits, ac, self.band, &mut self.end_of_band_run, nonzero),
        }
    }
}

/// F.2.2.1.
fn read_first_coefficient(bits: &mut BitReader, table: &HuffmanTable) -> Checked<()> {
    let size = bits.symbol(table)?;
    if size > 15 { Err(PictureProblem::Damaged) } else { bits.skip(u32::from(size)) }
}

/// F.2.2.2.
fn read_other_coefficients(bits: &mut BitReader, table: &HuffmanTable) -> Checked<()> {
    let mut at = 1;
    while at < COEFFICIENTS {
        let symbol = bits.symbol(table)?;
        let (run, size) = (usize::from(symbol >> 4), u32::from(symbol & 15));
        match (run, size) {
            (15, 0) => at += 16,
            (_, 0) => return Ok(()),
            _ => {
                at += run + 1;
                bits.skip(size)?;
            }
        }
    }
    // The last run may not lead beyond the block.
    if at > COEFFICIENTS { Err(PictureProblem::Damaged) } else { Ok(()) }
}

/// The first bits of a band (G.1.2.2).
fn read_band(bits: &mut BitReader, table: &HuffmanTable, band: Band, run_of_ends: &mut usize, nonzero: &mut u64) -> Checked<()> {
    if *run_of_ends > 0 {
        *run_of_ends -= 1;
        return Ok(());
    }
    let mut at = band.first;
    while at <= band.last {
        let symbol = bits.symbol(table)?;
        let (run, size) = (usize::from(symbol >> 4), u32::from(symbol & 15));
        match (run, size) {
            (15, 0) => at += 16,
            (_, 0) => {
                *run_of_ends = (1 << run) - 1 + bits.read(run as u32)?;
                return Ok(());
            }
            _ => {
                at += run;
                if at > band.last {
                    return Err(PictureProblem::Damaged);
                }
                bits.skip(size)?;
                *nonzero |= 1 << at;
                at += 1;
            }
        }
    }
    Ok(())
}

/// One more bit of each coefficient of a band (G.1.2.3).
fn refine_band(bits: &mut BitReader, table: &HuffmanTable, band: Band, run_of_ends: &mut usize, nonzero: &mut u64) -> Checked<()> {
    let mut at = band.first;
    while *run_of_ends == 0 && at <= band.last {
        let symbol = bits.symbol(table)?;
        let (mut run, size) = (usize::from(symbol >> 4), symbol & 15);
        match (run, size) {
            (0..15, 0) => {
                *run_of_ends = (1 << run) + bits.read(run as u32)?;
                break;
            }
            (_, 0) => {}
            (_, 1) => bits.skip(1)?,
            _ => return Err(PictureProblem::Damaged),
        }
        // Those that are not zero get their bit on the way to the new one.
        while at <= band.last {
            if *nonzero & (1 << at) != 0 {
                bits.skip(1)?;
            } else if run > 0 {
                run -= 1;
            } else {
                if size == 1 {
                    *nonzero |= 1 << at;
                }
                at += 1;
                break;
            }
            at += 1;
        }
    }
    if *run_of_ends > 0 {
        let rest = (at..=band.last).filter(|at| *nonzero & (1 << at) != 0).count();
        bits.skip(rest as u32)?;
        *run_of_ends -= 1;
    }
    Ok(())
}

/// Codes of up to 16 bits (annex C).
struct HuffmanTable {
    /// For the next 16 bits: the length of the code and its symbol; the length is 0 where no code begins like this.
    entries: Vec<(u8, u8)>,
}

impl HuffmanTable {
    /// The table at the start of `content`, and its length there.
    fn read(content: &[u8]) -> Option<(HuffmanTable, usize)> {
        let counts = content.first_chunk::<16>()?;
        let symbols = content.get(16..16 + counts.iter().map(|count| usize::from(*count)).sum::<usize>())?;
        let mut entries = Vec::with_capacity(1 << 16);
        let mut rest = symbols.iter();
        for (length, count) in (1_u8..).zip(counts) {
            for symbol in rest.by_ref().take(usize::from(*count)) {
                entries.resize(entries.len() + (1 << (16 - length)), (length, *symbol));
                if entries.len() > 1 << 16 {
                    return None;
                }
            }
        }
        entries.resize(1 << 16, (0, 0));
        Some((HuffmanTable { entries }, 16 + symbols.len()))
    }
}

/// The coded pixels between restarts, without the bytes that keep them apart from markers.
struct Intervals<'a> {
    rest: Option<&'a [u8]>,
}

impl Iterator for Intervals<'_> {
    type Item = Vec<u8>;

    fn next(&mut self) -> Option<Vec<u8>> {
        let mut rest = self.rest.take()?;
        let mut part = Vec::with_capacity(rest.len().min(1 << 16));
        while let Some(at) = memchr::memchr(0xff, rest) {
            let (before, marker) = rest.split_at(at);
            part.extend_from_slice(before);
            rest = marker.get(2..).unwrap_or_default();
            match marker.get(1) {
                Some(0) => part.push(0xff),
                Some(0xd0..=0xd7) => {
                    self.rest = Some(rest);
                    return Some(part);
                }
                // Fill bytes.
                _ => rest = marker.get(1..).unwrap_or_default(),
            }
        }
        part.extend_from_slice(rest);
        Some(part)
    }
}

/// Bits from the highest of each byte. Reading beyond the last one is an error.
struct BitReader<'a> {
    rest: &'a [u8],
    /// The next bits, from the highest.
    buffer: u64,
    count: u32,
}

impl<'a> BitReader<'a> {
    fn new(bytes: &'a [u8]) -> BitReader<'a> {
        BitReader { rest: bytes, buffer: 0, count: 0 }
    }

    fn fill(&mut self) {
        while self.count <= 56
            && let Some((&byte, rest)) = self.rest.split_first()
        {
            self.buffer |= u64::from(byte) << (56 - self.count);
            self.count += 8;
            self.rest = rest;
        }
    }

    fn symbol(&mut self, table: &HuffmanTable) -> Checked<u8> {
        if self.count < 16 {
            self.fill();
        }
        let (length, symbol) = table.entries[(self.buffer >> 48) as usize];
        if length == 0 {
            // The end, or a code that does not exist.
            return Err(if self.count < 16 { PictureProblem::CutOff } else { PictureProblem::Damaged });
        }
        self.take(u32::from(length)).map(|_| symbol)
    }

    fn read(&mut self, count: u32) -> Checked<usize> {
        if count == 0 { Ok(0) } else { self.take(count).map(|bits| bits as usize) }
    }

    fn skip(&mut self, count: u32) -> Checked<()> {
        if count == 0 { Ok(()) } else { self.take(count).map(|_| ()) }
    }

    /// At least one bit and at most 63.
    fn take(&mut self, count: u32) -> Checked<u64> {
        if self.count < count {
            self.fill();
        }
        if self.count < count {
            return Err(PictureProblem::CutOff);
        }
        let bits = self.buffer >> (64 - count);
        self.buffer <<= count;
        self.count -= count;
        Ok(bits)
    }
}
