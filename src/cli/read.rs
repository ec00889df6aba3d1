//! Reads one page, refusing what is none.
use crate::cli::input::explain;
use despam::input::looks_binary;
use despam::report::words::size;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// Largest allocation made on the word of the file system alone, in bytes.
const MAX_RESERVED: u64 = 16 << 20;

/// The bytes of a file, or of standard input where there is no path. At most `max` bytes and one are read, so a
/// device that never ends does no harm. An empty file is an empty page.
pub(crate) fn read(path: Option<&Path>, max: u64) -> Result<Vec<u8>, String> {
    let bytes = match path {
        None => take(io::stdin().lock(), 0, max).map_err(|error| explain(Path::new("-"), &error))?,
        Some(path) => read_file(path, max).map_err(|error| explain(path, &error))?,
    };
    if bytes.len() as u64 > max {
        let limit = size(max);
        return Err(format!(
            "larger than {limit}, the most one page may have; split it or raise --max-bytes"
        ));
    }
    match looks_binary(&bytes) {
        None => Ok(bytes),
        Some(kind) => {
            Err(format!("looks like {kind}; expected HTML or text: unpack it first, or leave it out"))
        }
    }
}

fn read_file(path: &Path, max: u64) -> io::Result<Vec<u8>> {
    let file = File::open(path)?;
    let length = file.metadata()?.len();
    take(file, length, max)
}

fn take(reader: impl Read, length: u64, max: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(length.min(max).min(MAX_RESERVED) as usize + 1);
    reader.take(max.saturating_add(1)).read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_read_and_what_is_none_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        for (case, bytes, want) in [
            ("page", &b"<p>hello</p>"[..], Ok(&b"<p>hello</p>"[..])),
            ("empty", b"", Ok(b"")),
            ("as long as allowed", &[b'a'; 64], Ok(&[b'a'; 64])),
            ("one byte longer", &[b'a'; 65], Err("larger than 64 bytes")),
            ("image", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", Err("looks like PNG image; expected HTML or text")),
        ] {
            let path = dir.path().join(case);
            std::fs::write(&path, bytes).unwrap();
            match (read(Some(&path), 64), want) {
                (Ok(got), Ok(want)) => assert_eq!(got, want, "{case}"),
                (Err(got), Err(want)) => assert!(got.starts_with(want), "{case}: {got}"),
                (got, _) => panic!("{case}: {got:?}"),
            }
        }
        assert!(read(Some(&dir.path().join("gone")), 64).unwrap_err().starts_with("no such file"));
        assert!(read(Some(dir.path()), 64).unwrap_err().starts_with("cannot be read"));
    }

    #[test]
    fn an_endless_source_is_cut_off() {
        assert_eq!(take(io::repeat(b'a'), u64::MAX, 1000).unwrap().len(), 1001);
    }
}
