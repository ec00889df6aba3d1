//! The paths of the command line → the pages to read, in order.
use crate::cli::names::carries_a_page;
use ignore::{Walk, WalkBuilder};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// One thing to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Input {
    /// Read standard input.
    Stdin,
    /// Read a file that was named on the command line.
    Named(PathBuf),
    /// Read a file found in a directory.
    Found(PathBuf),
    /// Tell that there is nothing to read here, and go on.
    Failed {
        /// The path as given or found.
        path: PathBuf,
        /// What was found, what was expected, what to do.
        message: String,
    },
    /// Tell that a directory has no pages: not a failure.
    NoPages(PathBuf),
}

impl Input {
    /// The path as the user named or would name it; `-` for standard input.
    pub(crate) fn path(&self) -> &Path {
        match self {
            Input::Stdin => Path::new("-"),
            Input::Named(path) | Input::Found(path) | Input::NoPages(path) => path,
            Input::Failed { path, .. } => path,
        }
    }
}

/// Walks the arguments one by one: memory does not grow with the number of files.
pub(crate) struct Inputs {
    arguments: std::vec::IntoIter<PathBuf>,
    walk: Option<Walking>,
}

struct Walking {
    root: PathBuf,
    walk: Walk,
    found: bool,
}

impl Inputs {
    /// All pages below `paths`. Standard input can be read only once.
    pub(crate) fn new(paths: Vec<PathBuf>) -> anyhow::Result<Self> {
        let dashes = paths.iter().filter(|path| is_stdin(path)).count();
        anyhow::ensure!(dashes <= 1, "`-` is given {dashes} times; standard input can be read only once");
        Ok(Inputs { arguments: paths.into_iter(), walk: None })
    }

    fn argument(&mut self, path: PathBuf) -> Option<Input> {
        if is_stdin(&path) {
            return Some(Input::Stdin);
        }
        match fs::metadata(&path) {
            Err(error) => Some(Input::Failed { message: explain(&path, &error), path }),
            Ok(meta) if meta.is_dir() => {
                self.walk = Some(Walking { walk: walk(&path), root: path, found: false });
                None
            }
            Ok(_) => Some(Input::Named(path)),
        }
    }
}

impl Iterator for Inputs {
    type Item = Input;

    fn next(&mut self) -> Option<Input> {
        loop {
            if let Some(walking) = &mut self.walk {
                if let Some(input) = walking.next() {
                    return Some(input);
                }
                let done = self.walk.take()?;
                if !done.found {
                    return Some(Input::NoPages(done.root));
                }
            }
            let path = self.arguments.next()?;
            if let Some(input) = self.argument(path) {
                return Some(input);
            }
        }
    }
}

impl Walking {
    fn next(&mut self) -> Option<Input> {
        for entry in self.walk.by_ref() {
            match entry {
                Ok(entry) => {
                    // Symbolic links, sockets and pipes are not regular files: following or opening them could
                    // lead out of the directory or wait for ever.
                    let regular = entry.file_type().is_some_and(|kind| kind.is_file());
                    if regular && carries_a_page(entry.path()) {
                        self.found = true;
                        return Some(Input::Found(entry.into_path()));
                    }
                }
                Err(error) => {
                    self.found = true;
                    return Some(self.failed(&error));
                }
            }
        }
        None
    }

    fn failed(&self, error: &ignore::Error) -> Input {
        let path = path_of(error).unwrap_or(&self.root).to_owned();
        let message = match error.io_error() {
            Some(error) => explain(&path, error),
            None => error.to_string(),
        };
        Input::Failed { path, message }
    }
}

/// Every file of a directory: hidden ones and those `.gitignore` names too, for that is where injections hide.
fn walk(root: &Path) -> Walk {
    WalkBuilder::new(root)
        .standard_filters(false)
        .follow_links(false)
        .sort_by_file_name(|a, b| a.cmp(b))
        .build()
}

fn path_of(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::WithLineNumber { err, .. } | ignore::Error::WithDepth { err, .. } => path_of(err),
        _ => None,
    }
}

/// Whether the path stands for standard input.
pub(crate) fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// What the operating system said about a path, and what to do about it.
pub(crate) fn explain(path: &Path, error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound if path.is_symlink() => {
            "a symbolic link to nothing; expected a file or directory: mend the link or leave it out"
                .to_owned()
        }
        io::ErrorKind::NotFound => {
            "no such file or directory; check the spelling and the directory you are in".to_owned()
        }
        io::ErrorKind::PermissionDenied => {
            "permission denied; run as a user who may read it, or leave it out".to_owned()
        }
        _ => format!("cannot be read: {error}; check the file, or leave it out"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree() -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        for name in
            ["b.html", "a.php", ".hidden.html", "sub/z.txt", "sub/photo.png", "ignored.html", "empty/x.css"]
        {
            let path = dir.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "x").unwrap();
        }
        fs::write(dir.path().join(".gitignore"), "ignored.html\n").unwrap();
        dir
    }

    fn inputs(paths: &[PathBuf]) -> Vec<Input> {
        Inputs::new(paths.to_vec()).unwrap().collect()
    }

    #[test]
    fn a_directory_is_walked_in_order_hidden_and_ignored_files_included() {
        let dir = tree();
        let want = [".hidden.html", "a.php", "b.html", "ignored.html", "sub/z.txt"];
        let want: Vec<_> = want.iter().map(|name| Input::Found(dir.path().join(name))).collect();
        assert_eq!(inputs(&[dir.path().to_owned()]), want);
    }

    #[test]
    fn arguments_keep_their_order_and_a_named_file_needs_no_extension() {
        let dir = tree();
        let at = |name: &str| dir.path().join(name);
        let got = inputs(&[at("sub/photo.png"), at("empty"), "-".into(), at("sub"), at("gone")]);
        assert_eq!(got[0], Input::Named(at("sub/photo.png")));
        assert_eq!(got[1], Input::NoPages(at("empty")));
        assert_eq!(got[2], Input::Stdin);
        assert_eq!(got[3], Input::Found(at("sub/z.txt")));
        let Input::Failed { path, message } = &got[4] else { panic!("{got:?}") };
        assert_eq!(path, &at("gone"));
        assert!(message.starts_with("no such file"), "{message}");
        assert_eq!(got.len(), 5);
    }

    #[test]
    fn standard_input_is_read_once() {
        assert!(Inputs::new(vec!["-".into(), "a".into(), "-".into()]).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_only_when_named() {
        let dir = tree();
        let link = dir.path().join("sub/link.html");
        std::os::unix::fs::symlink(dir.path().join("b.html"), &link).unwrap();
        std::os::unix::fs::symlink(dir.path(), dir.path().join("sub/loop")).unwrap();
        let sub = dir.path().join("sub");
        assert_eq!(inputs(std::slice::from_ref(&sub)), [Input::Found(sub.join("z.txt"))]);
        assert_eq!(inputs(std::slice::from_ref(&link)), [Input::Named(link)]);
        let dangling = dir.path().join("dangling.html");
        std::os::unix::fs::symlink("nowhere", &dangling).unwrap();
        let [Input::Failed { message, .. }] = &inputs(&[dangling])[..] else { panic!("not failed") };
        assert!(message.starts_with("a symbolic link to nothing"), "{message}");
    }
}
