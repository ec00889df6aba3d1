//! Files that are no pages at all: what their first bytes say they are.
use encoding_rs::{Encoding, UTF_8, UTF_16BE};

/// Bytes looked at where no magic number matches.
const PROBE_BYTES: usize = 4096;

/// Where NULs are no accident (one byte in this many, random bytes have one in 256) …
const NUL_SHARE: usize = 1024;

/// … one byte in this many being a control character that no text has makes a file binary (random bytes: one in
/// nine).
const CONTROL_SHARE_WITH_NULS: usize = 16;

/// The same without NULs: controls must dominate. Spam is stuffed with runs of up to ten of U+0005–U+0011 before
/// every punctuation mark, and is still a page.
const CONTROL_SHARE: usize = 2;

/// Magic number, offset, and what has it. Source: the formats' own specifications, as in file(1)'s `magic`.
/// Those that are readable text (`MZ`, `BM`, `ID3`) are taken up only together with bytes that are not.
const MAGIC: &[(usize, &[u8], &str)] = &[
    (0, b"\x89PNG\r\n\x1A\n", "PNG image"),
    (0, b"\xFF\xD8\xFF", "JPEG image"),
    (0, b"GIF87a", "GIF image"),
    (0, b"GIF89a", "GIF image"),
    (0, b"II*\0", "TIFF image"),
    (0, b"MM\0*", "TIFF image"),
    (0, b"8BPS\0", "Photoshop image"),
    (0, b"\0\0\x01\0", "icon"),
    (0, b"%PDF-", "PDF document"),
    (0, b"PK\x03\x04", "ZIP archive"),
    (0, b"PK\x05\x06", "ZIP archive"),
    (0, b"\x1F\x8B\x08", "gzip data"),
    (0, b"\x28\xB5\x2F\xFD", "zstd data"),
    (0, b"BZh", "bzip2 data"),
    (0, b"\xFD7zXZ\0", "xz data"),
    (0, b"\x04\x22\x4D\x18", "LZ4 data"),
    (0, b"7z\xBC\xAF\x27\x1C", "7z archive"),
    (0, b"Rar!\x1A\x07", "RAR archive"),
    (257, b"ustar", "tar archive"),
    (0, b"\x7FELF", "ELF binary"),
    (0, b"\xCA\xFE\xBA\xBE", "Java class or Mach-O binary"),
    (0, b"\xFE\xED\xFA\xCE", "Mach-O binary"),
    (0, b"\xFE\xED\xFA\xCF", "Mach-O binary"),
    (0, b"\xCE\xFA\xED\xFE", "Mach-O binary"),
    (0, b"\xCF\xFA\xED\xFE", "Mach-O binary"),
    (0, b"\0asm", "WebAssembly module"),
    (0, b"MZ", "PE binary"),
    (0, b"wOFF", "WOFF font"),
    (0, b"wOF2", "WOFF2 font"),
    (0, b"OTTO\0", "OpenType font"),
    (0, b"\0\x01\0\0\0", "TrueType font"),
    (4, b"ftyp", "MP4 media"),
    (0, b"RIFF", "RIFF media"),
    (0, b"OggS\0", "Ogg media"),
    (0, b"fLaC\0", "FLAC audio"),
    (0, b"ID3", "MP3 audio"),
    (0, b"\x1A\x45\xDF\xA3", "Matroska media"),
    (0, b"FLV\x01", "Flash video"),
    (0, b"BM", "BMP image"),
    (0, b"SQLite format 3\0", "SQLite database"),
    (0, b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "OLE document"),
    (0, b"PAR1", "Parquet file"),
    (0, b"Obj\x01", "Avro file"),
];

/// Bytes after a readable magic number among which a control character must be.
const MAGIC_PROBE_BYTES: usize = 64;

/// What the file looks like if it is no text, or `None` where it may be a page.
///
/// UTF-16 text is text. So are pages with some stray control characters; a file of NULs is not.
pub fn looks_binary(raw: &[u8]) -> Option<&'static str> {
    let text_mark = Encoding::for_bom(raw);
    if text_mark.is_none()
        && let Some((.., name)) = MAGIC.iter().find(|(at, magic, _)| has_magic(raw, *at, magic))
    {
        return Some(name);
    }
    let probe = &raw[..raw.len().min(PROBE_BYTES)];
    let counted = match text_mark {
        Some((encoding, bom)) if encoding != UTF_8 => utf16_controls(&probe[bom..], encoding == UTF_16BE),
        _ => {
            let bytes = Controls::of_bytes(probe);
            if bytes.nuls * 8 < bytes.total {
                bytes
            } else {
                // As many NULs as that are UTF-16 or nothing.
                [utf16_controls(probe, false), utf16_controls(probe, true)]
                    .into_iter()
                    .find(|units| units.total > 0 && !units.too_many())
                    .unwrap_or(bytes)
            }
        }
    };
    counted.too_many().then_some(if counted.nuls == counted.total { "NUL bytes" } else { "binary data" })
}

fn has_magic(raw: &[u8], at: usize, magic: &[u8]) -> bool {
    let Some(rest) = raw.get(at..) else { return false };
    let readable = magic.iter().all(|b| b.is_ascii_graphic());
    rest.starts_with(magic)
        && (!readable
            // Readable, but no page begins like this.
            || matches!(magic, b"GIF87a" | b"GIF89a" | b"%PDF-")
            || raw[..raw.len().min(at + MAGIC_PROBE_BYTES)].iter().any(|&b| is_control(u16::from(b))))
}

fn is_control(code: u16) -> bool {
    // ESC begins the shift sequences of ISO-2022-JP.
    matches!(code, 0..=0x08 | 0x0E..=0x1A | 0x1C..=0x1F | 0x7F)
}

fn utf16_controls(bytes: &[u8], big_endian: bool) -> Controls {
    Controls::count(bytes.chunks_exact(2).map(|pair| {
        let pair = [pair[0], pair[1]];
        if big_endian { u16::from_be_bytes(pair) } else { u16::from_le_bytes(pair) }
    }))
}

struct Controls {
    total: usize,
    controls: usize,
    nuls: usize,
}

impl Controls {
    fn count(codes: impl Iterator<Item = u16>) -> Self {
        codes.fold(Controls { total: 0, controls: 0, nuls: 0 }, |sum, code| Controls {
            total: sum.total + 1,
            controls: sum.controls + usize::from(is_control(code)),
            nuls: sum.nuls + usize::from(code == 0),
        })
    }

    /// The same as [`Controls::count`] for bytes, many at a time.
    fn of_bytes(bytes: &[u8]) -> Self {
        fn count(bytes: &[u8], is: impl Fn(u8) -> bool) -> usize {
            let sums = bytes
                .chunks(u8::MAX as usize)
                .map(|chunk| chunk.iter().map(|&b| u8::from(is(b))).sum::<u8>());
            sums.map(usize::from).sum()
        }
        Controls {
            total: bytes.len(),
            controls: count(bytes, |b| (b < 0x20 && !matches!(b, 0x09..=0x0D | 0x1B)) || b == 0x7F),
            nuls: count(bytes, |b| b == 0),
        }
    }

    fn too_many(&self) -> bool {
        let deliberate = self.nuls > 0 && self.nuls * NUL_SHARE >= self.total;
        let share = if deliberate { CONTROL_SHARE_WITH_NULS } else { CONTROL_SHARE };
        self.controls * share > self.total
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf16(text: &str, to_bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(to_bytes).collect()
    }

    #[test]
    fn bytes_are_counted_as_codes_are() {
        let bytes: Vec<u8> = (0..=255).cycle().take(1000).chain([0; 600]).collect();
        for part in [&bytes[..], &bytes[..300], &bytes[900..], &[]] {
            let (fast, slow) =
                (Controls::of_bytes(part), Controls::count(part.iter().map(|&b| u16::from(b))));
            assert_eq!((fast.total, fast.controls, fast.nuls), (slow.total, slow.controls, slow.nuls));
        }
    }

    #[test]
    fn binary_files_are_told_by_what_they_are() {
        let noise: Vec<u8> = (0..4096u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        let mut tar = vec![b'a'; 257];
        tar.extend_from_slice(b"ustar\x0000");
        for (raw, want) in [
            (&b"\x89PNG\r\n\x1A\n"[..], "PNG image"),
            (b"GIF89a", "GIF image"),
            (b"%PDF-1.7", "PDF document"),
            (b"MZ\x90\0\x03\0", "PE binary"),
            (b"\0\0\0\x20ftypisom", "MP4 media"),
            (b"wOF2\0\x01\0\0", "WOFF2 font"),
            (b"\xCA\xFE\xBA\xBE\0\0", "Java class or Mach-O binary"),
            (&tar, "tar archive"),
            (&[0; 5000], "NUL bytes"),
            (b"\0", "NUL bytes"),
            (b"\xFF\xFE\0\0\0\0", "NUL bytes"),
            (&noise, "binary data"),
        ] {
            assert_eq!(looks_binary(raw), Some(want));
        }
    }

    #[test]
    fn pages_are_not_binary() {
        let stray = "限時優惠\u{5}\u{6}\u{7}\u{8}\u{5}\u{6}\u{7}\u{8}\u{10}\u{11}，".repeat(50);
        let chinese = "<p>數字政務時代</p>".repeat(3);
        for raw in [
            &b""[..],
            b"<html>",
            b"BMW is a car",
            b"MZ is no header",
            b"RIFF raff",
            b"a \0 b with one stray NUL in an otherwise ordinary line of text",
            b"\x1B$B$3$s\x1B(B",
            stray.as_bytes(),
            chinese.as_bytes(),
            &utf16("\u{FEFF}<p>x</p>", u16::to_le_bytes),
            &utf16("<p>x</p>", u16::to_be_bytes),
            &utf16(&chinese, u16::to_le_bytes),
            &utf16(&chinese, u16::to_be_bytes),
        ] {
            assert_eq!(looks_binary(raw), None, "{}", String::from_utf8_lossy(raw));
        }
    }
}
