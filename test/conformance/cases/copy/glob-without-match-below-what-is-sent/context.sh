mkdir -p one/sub two; echo s >one/sub/s; echo a >two/a
