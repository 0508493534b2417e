echo f > "$SIDE/www/f"
