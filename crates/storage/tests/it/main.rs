//! Storage on both engines: the schema, the writer, and each context's functions.

mod schema;
mod writer;
