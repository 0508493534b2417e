printf 'hidden-value' > "$SIDE/one"
