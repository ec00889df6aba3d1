//! Where tests find the pages of third parties, which are never part of this repository.
#![allow(clippy::print_stdout, reason = "a skipped test says so")]
#![allow(dead_code, reason = "each test binary uses a part of it")]
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The folder with other people's pages: `DESPAM_SHARED`, else `shared` next to the repository.
pub(crate) fn shared() -> Option<PathBuf> {
    let folder = match std::env::var_os("DESPAM_SHARED") {
        Some(folder) => PathBuf::from(folder),
        None => Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join("shared"),
    };
    folder.is_dir().then(|| folder.canonicalize().expect("it was there a moment ago"))
}

/// The corpus, unpacked: `ham/`, `spam/` and `truth.csv`. It is unpacked once, under the target folder.
///
/// Says `skipped` and gives `None` where there is none; panics instead when `CI` is set.
pub(crate) fn corpus() -> Option<PathBuf> {
    let found = shared().map(|shared| shared.join("corpus")).filter(|corpus| corpus.is_dir());
    let Some(packed) = found else {
        let message = "skipped: the corpus was not found; set DESPAM_SHARED to the folder that holds it";
        assert!(std::env::var_os("CI").is_none(), "{message}");
        println!("{message}");
        return None;
    };
    if packed.join("ham").is_dir() {
        return Some(packed);
    }
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("unpacked-corpus");
    if !target.is_dir() {
        unpack(&packed, &target);
    }
    Some(target)
}

/// Unpacks beside the goal and renames: tests that run at the same time never see half a corpus.
fn unpack(packed: &Path, target: &Path) {
    let parent = target.parent().expect("the target is a folder below the temporary one");
    let fresh = tempfile::tempdir_in(parent).expect("the target folder is writable");
    for archive in ["ham.tar.xz", "spam.tar.xz"] {
        let done =
            Command::new("tar").arg("-xJf").arg(packed.join(archive)).arg("-C").arg(fresh.path()).status();
        assert!(done.is_ok_and(|status| status.success()), "tar (with xz) could not unpack {archive}");
    }
    fs::copy(packed.join("truth.csv"), fresh.path().join("truth.csv")).expect("the labels can be copied");
    // Lost the race: another test put the same pages there.
    if fs::rename(fresh.path(), target).is_err() {
        assert!(target.is_dir(), "the unpacked corpus could not be moved into place");
    }
}
