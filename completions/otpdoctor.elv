
set edit:completion:arg-completer[otpdoctor] = { |@words|
    var index = (count $words)
    set index = (- $index 1)

    put (env _CLAP_IFS="\n" _CLAP_COMPLETE_INDEX=(to-string $index) OTPDOCTOR_COMPLETE="elvish" otpdoctor -- $@words) | to-lines
}

