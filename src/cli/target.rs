//! Where `clean --out-dir` puts each page.
use despam::report::escape::Escaped;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Component, Path, PathBuf};
use std::process;
use std::sync::atomic::{AtomicU64, Ordering};

/// A directory that mirrors the paths pages were named by.
#[derive(Debug)]
pub(crate) struct OutDir {
    root: PathBuf,
    /// Numbers the temporary files.
    written: AtomicU64,
}

impl OutDir {
    /// Refuses, before anything is read, what would mix pages up: arguments that share a place below `root`, and
    /// a `root` inside a directory that is about to be walked.
    pub(crate) fn new(root: &Path, arguments: &[PathBuf]) -> anyhow::Result<Self> {
        let mut places = Vec::new();
        for path in arguments {
            let place = relative(path).map_err(|why| anyhow::anyhow!("{}: {why}", path.display()))?;
            places.push((place, path));
        }
        places.sort();
        for pair in places.windows(2) {
            let [(first, a), (second, b)] = pair else { continue };
            anyhow::ensure!(
                !second.starts_with(first),
                "{} and {} would be written to the same place in {}; name only one of them",
                a.display(),
                b.display(),
                root.display()
            );
        }
        if let Ok(real) = existing_ancestor(root) {
            for path in arguments.iter().filter(|path| path.is_dir()) {
                let walked = path.canonicalize().unwrap_or_else(|_| path.clone());
                anyhow::ensure!(
                    !real.starts_with(&walked),
                    "{} lies inside {}, which is read; choose a directory outside of it",
                    root.display(),
                    path.display()
                );
            }
        }
        Ok(OutDir { root: root.to_owned(), written: AtomicU64::new(0) })
    }

    /// Writes a page under its own path. A reader sees the old file or the new one, never a half; the file the
    /// page came from is never replaced, and its permissions are taken over.
    pub(crate) fn write(&self, source: &Path, bytes: &[u8]) -> Result<(), String> {
        let target = self.root.join(relative(source)?);
        let cannot = |error: io::Error| {
            format!(
                "cannot write {}: {error}; check space and permissions there",
                Escaped(&target.to_string_lossy())
            )
        };
        let (Some(dir), Some(name)) = (target.parent(), target.file_name()) else {
            return Err("has no file name to be written under; name a file".to_owned());
        };
        fs::create_dir_all(dir).map_err(cannot)?;
        let real = dir.canonicalize().map_err(cannot)?.join(name);
        if source.canonicalize().is_ok_and(|source| source == real) {
            return Err("would overwrite the page itself; choose another --out-dir".to_owned());
        }
        self.replace(source, &real, bytes).map_err(cannot)
    }

    fn replace(&self, source: &Path, target: &Path, bytes: &[u8]) -> io::Result<()> {
        let number = self.written.fetch_add(1, Ordering::Relaxed);
        let temporary = target.with_file_name(format!(".despam-{}-{number}.tmp", process::id()));
        let file = OpenOptions::new().write(true).create_new(true).open(&temporary)?;
        let written = fill(file, source, bytes).and_then(|()| fs::rename(&temporary, target));
        if written.is_err() {
            let _ = fs::remove_file(&temporary);
        }
        written
    }
}

fn fill(mut file: File, source: &Path, bytes: &[u8]) -> io::Result<()> {
    file.write_all(bytes)?;
    // A page may hold what only its owner shall read, such as a wp-config.php.
    file.set_permissions(fs::metadata(source)?.permissions())
}

/// The path below the output directory: as named, without a root or `.`.
fn relative(path: &Path) -> Result<PathBuf, String> {
    let mut out = PathBuf::new();
    for component in path.components() {
        match component {
            Component::Normal(part) => out.push(part),
            Component::ParentDir => {
                return Err(
                    "`..` could lead out of --out-dir; name the path from the root, or from a directory \
                            above it"
                        .to_owned(),
                );
            }
            Component::RootDir | Component::CurDir | Component::Prefix(_) => {}
        }
    }
    Ok(out)
}

/// The real path of the nearest directory that exists.
fn existing_ancestor(path: &Path) -> io::Result<PathBuf> {
    let absolute = std::path::absolute(path)?;
    let real = absolute.ancestors().find_map(|dir| dir.canonicalize().ok());
    real.ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_keeps_the_path_it_was_named_by() {
        for (path, want) in [
            ("a.html", Some("a.html")),
            ("./site/./a.html", Some("site/a.html")),
            ("/var/www/a.html", Some("var/www/a.html")),
            ("../a.html", None),
            ("site/../../a.html", None),
        ] {
            assert_eq!(relative(Path::new(path)).ok(), want.map(PathBuf::from), "{path}");
        }
    }

    #[test]
    fn arguments_that_would_mix_are_refused() {
        for (arguments, want) in [
            (&["a", "b"][..], true),
            (&["a/x", "a/y", "ab"], true),
            (&["a", "./a"], false),
            (&["a", "b", "a/x"], false),
            (&["/a", "a"], false),
            (&[".", "a"], false),
            (&["a", ".."], false),
        ] {
            let arguments: Vec<PathBuf> = arguments.iter().map(PathBuf::from).collect();
            assert_eq!(OutDir::new(Path::new("/nowhere/out"), &arguments).is_ok(), want, "{arguments:?}");
        }
    }

    #[test]
    fn the_output_may_not_lie_in_what_is_read() {
        let dir = tempfile::tempdir().unwrap();
        let site = dir.path().join("site");
        fs::create_dir(&site).unwrap();
        assert!(OutDir::new(&site.join("new/out"), std::slice::from_ref(&site)).is_err());
        assert!(OutDir::new(&dir.path().join("out"), &[site]).is_ok());
    }

    #[test]
    fn a_page_is_written_whole_and_never_over_itself() {
        let dir = tempfile::tempdir().unwrap();
        let page = dir.path().join("a.html");
        fs::write(&page, "old").unwrap();
        let out = OutDir::new(&dir.path().join("out"), std::slice::from_ref(&page)).unwrap();
        out.write(&page, b"new").unwrap();
        let target = out.root.join(relative(&page).unwrap());
        assert_eq!(fs::read(&target).unwrap(), b"new");
        assert_eq!(fs::read_dir(target.parent().unwrap()).unwrap().count(), 1);
        let root = OutDir::new(Path::new("/"), std::slice::from_ref(&page)).unwrap();
        assert!(root.write(&page, b"new").unwrap_err().starts_with("would overwrite"));
        assert_eq!(fs::read(&page).unwrap(), b"old");
    }

    #[cfg(unix)]
    #[test]
    fn permissions_are_those_of_the_page() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let page = dir.path().join("a.php");
        fs::write(&page, "old").unwrap();
        fs::set_permissions(&page, fs::Permissions::from_mode(0o600)).unwrap();
        let out = OutDir::new(&dir.path().join("out"), std::slice::from_ref(&page)).unwrap();
        out.write(&page, b"new").unwrap();
        let mode = fs::metadata(out.root.join(relative(&page).unwrap())).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
