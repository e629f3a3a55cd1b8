//! The command line.

fn main() -> std::process::ExitCode {
    otpdoctor::cli::main()
}
