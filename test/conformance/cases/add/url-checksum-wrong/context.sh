echo served > "$SIDE/www/file"
