//! Official papers (公文) of what is recorded, in the district's wording.

mod body;
mod bulletin;
mod meeting;
mod press;
mod preview;
mod templates;

pub use bulletin::bulletin_paper;
pub use meeting::{PaperFile, meeting_paper};
pub use press::{PaperFormat, Press};
pub use preview::preview_template;
pub use templates::{ResetTemplate, SaveTemplate, TemplateShown, list_templates};
