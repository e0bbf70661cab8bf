//! Official papers (公文) of what is recorded, in the district's wording.

mod meeting;
mod press;
mod templates;

pub use meeting::{PaperFile, meeting_paper};
pub use press::{PaperFormat, Press};
pub use templates::{ResetTemplate, SaveTemplate, TemplateShown, list_templates};
