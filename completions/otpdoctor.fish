complete --keep-order --exclusive --command otpdoctor --arguments "(OTPDOCTOR_COMPLETE=fish otpdoctor -- (commandline --current-process --tokenize --cut-at-cursor) (commandline --current-token))"
