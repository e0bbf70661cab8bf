//! Closed vocabularies: one list gives the enum, its identifier on the wire and its Chinese screen term.

/// Declares an enum whose variants each have an English identifier and a Chinese term, with `word`, `term`, `parse`.
#[macro_export]
macro_rules! words {
    ($(#[$doc:meta])* pub enum $name:ident { $($variant:ident = $word:literal, $term:literal;)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name { $(#[serde(rename = $word)] $variant),+ }

        impl $name {
            pub const ALL: &[$name] = &[$($name::$variant),+];

            /// The identifier in code, tables and on the wire.
            pub const fn word(self) -> &'static str {
                match self { $($name::$variant => $word),+ }
            }

            /// The Chinese term on screen and in spreadsheets.
            pub const fn term(self) -> &'static str {
                match self { $($name::$variant => $term),+ }
            }

            /// Reads the identifier or the Chinese term.
            ///
            /// # Errors
            /// Refuses any other word, naming `field`.
            pub fn parse(text: &str, field: &'static str) -> ::std::result::Result<Self, $crate::rule::Refusal> {
                let text = text.trim();
                Self::ALL
                    .iter()
                    .copied()
                    .find(|v| v.word() == text || v.term() == text)
                    .ok_or_else(|| $crate::rule::Refusal::new($crate::rule::Rule::WordUnknown, field).with(text))
            }
        }
    };
}
