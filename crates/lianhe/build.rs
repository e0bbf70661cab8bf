//! The pages and the demonstration data are embedded: a binary built before they changed must be built again.

fn main() {
    println!("cargo:rerun-if-changed=../../web/dist");
    println!("cargo:rerun-if-changed=../../demo");
}
