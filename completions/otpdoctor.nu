# Completions of otpdoctor for Nushell: `source` this file in config.nu.
let otpdoctor_others = $env.config.completions.external.completer?
$env.config.completions.external.completer = {|spans|
    if ($spans | first) == "otpdoctor" {
        with-env {OTPDOCTOR_COMPLETE: nushell} { ^otpdoctor -- ...$spans } | from json
    } else if $otpdoctor_others != null {
        do $otpdoctor_others $spans
    }
}
