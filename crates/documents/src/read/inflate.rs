//! Packed files, unpacked no further than the limit.

use std::io::Read;

use crate::TableError;

/// What the dictionary of the strongest usual setting of xz needs, twice.
const MOST_MEMORY: u64 = 128 << 20;

pub(super) fn gz(bytes: &[u8], most: u64) -> Result<Vec<u8>, TableError> {
    limited(flate2::bufread::MultiGzDecoder::new(bytes), most)
}

pub(super) fn xz(bytes: &[u8], most: u64) -> Result<Vec<u8>, TableError> {
    let stream = liblzma::stream::Stream::new_stream_decoder(MOST_MEMORY, liblzma::stream::CONCATENATED)
        .map_err(|why| TableError::Broken(why.to_string()))?;
    limited(liblzma::bufread::XzDecoder::new_stream(bytes, stream), most)
}

/// # Errors
/// When there is more than that, or it ends too early.
pub(super) fn limited(packed: impl Read, most: u64) -> Result<Vec<u8>, TableError> {
    let mut unpacked = Vec::new();
    packed.take(most + 1).read_to_end(&mut unpacked).map_err(|why| TableError::Broken(why.to_string()))?;
    if unpacked.len() as u64 > most {
        return Err(TableError::TooLargeUnpacked(most));
    }
    Ok(unpacked)
}
