printf 'hidden' > "$SIDE/one"
