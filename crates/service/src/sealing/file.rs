//! The key file: a line for each key, oldest first, `#` begins a remark.

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;
use std::time::SystemTime;

use zeroize::Zeroizing;

use super::{Key, SealError};

const HEADER: &str =
    "# Keys that seal personal data in the database of Lianhe. Whoever has this file and the database can
# read phone numbers and second factors; without it nobody can. Keep a copy apart from the database's backups.
";

pub fn parse(text: &str) -> Result<Vec<Arc<Key>>, SealError> {
    let mut keys = text
        .lines()
        .filter(|line| !line.trim_start().starts_with('#'))
        .flat_map(|line| line.split(';'))
        .filter(|line| !line.trim().is_empty())
        .map(|line| Key::parse(line).map(Arc::new))
        .collect::<Result<Vec<_>, _>>()?;
    keys.sort_by_key(|key| key.made_at);
    Ok(keys)
}

fn unusable(path: &Path, why: impl std::fmt::Display) -> SealError {
    SealError::File { file: path.to_owned(), why: why.to_string() }
}

pub fn read(path: &Path) -> Result<Vec<Arc<Key>>, SealError> {
    let text = Zeroizing::new(fs::read_to_string(path).map_err(|why| unusable(path, why))?);
    parse(&text).map_err(|why| unusable(path, why))
}

pub fn changed(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).and_then(|found| found.modified()).ok()
}

/// Makes the file with one key; another process may have been first, then its file stands.
pub fn create(path: &Path, key: &Key) -> Result<(), SealError> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    for_its_owner_only(&mut options);
    let written = options.open(path).and_then(|mut file| {
        file.write_all(HEADER.as_bytes())?;
        file.write_all(key.line().as_bytes())?;
        file.write_all(b"\n")?;
        file.sync_all()
    });
    match written {
        Err(why) if why.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        other => other.map_err(|why| unusable(path, why)),
    }
}

/// Writes the file anew beside the old one and puts it in its place: a crash leaves one or the other.
pub fn append(path: &Path, key: &Key) -> Result<(), SealError> {
    let mut text = Zeroizing::new(fs::read_to_string(path).map_err(|why| unusable(path, why))?);
    if !text.ends_with('\n') {
        text.push('\n');
    }
    text.push_str(&key.line());
    text.push('\n');
    let beside = path.with_extension("keys.new");
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    for_its_owner_only(&mut options);
    let written = options.open(&beside).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        fs::rename(&beside, path)
    });
    written.map_err(|why| unusable(&beside, why))
}

#[cfg(unix)]
fn for_its_owner_only(options: &mut OpenOptions) {
    use std::os::unix::fs::OpenOptionsExt as _;
    options.mode(0o600);
}

#[cfg(not(unix))]
fn for_its_owner_only(_: &mut OpenOptions) {}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;
    use crate::sealing::Cipher;

    #[test]
    fn a_file_that_was_made_is_read_again_and_grows() {
        let folder =
            std::env::temp_dir().join(format!("lianhe-keys-{}", hex::encode(crate::clock::random::<8>())));
        fs::create_dir(&folder).expect("a folder");
        let path = folder.join("lianhe.keys");
        let key = |seconds| {
            Key::random(Cipher::Aes256Gcm, DateTime::from_timestamp(seconds, 0).expect("an instant"))
        };
        let (first, second) = (key(1), key(2));
        create(&path, &first).expect("made");
        create(&path, &second).expect("another process was first");
        append(&path, &second).expect("grown");
        let ids: Vec<_> = read(&path).expect("keys").iter().map(|key| key.id).collect();
        assert_eq!(ids, [first.id, second.id]);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(fs::metadata(&path).expect("the file").permissions().mode() & 0o777, 0o600);
        }
        fs::remove_dir_all(folder).expect("removed");
    }
}
