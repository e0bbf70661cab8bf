//! The texts that the cells of a workbook refer to by number: all in one, as in a table.

#[derive(Default)]
pub(super) struct Texts {
    text: String,
    ends: Vec<u32>,
}

impl Texts {
    pub fn get(&self, at: u32) -> Option<&str> {
        let at = at as usize;
        let end = *self.ends.get(at)? as usize;
        let begin = if at == 0 { 0 } else { self.ends[at - 1] as usize };
        Some(&self.text[begin..end])
    }

    /// Where the next text grows until it ends.
    pub fn open(&mut self) -> &mut String {
        &mut self.text
    }

    /// # Panics
    /// At 4 GB of text; the readers stop far below.
    pub fn end(&mut self) {
        self.ends.push(u32::try_from(self.text.len()).expect("less than 4 GB"));
    }

    pub fn bytes(&self) -> u64 {
        (self.text.len() + 4 * self.ends.len()) as u64
    }
}
