mkdir -p "$SIDE/other/d"
echo f > "$SIDE/other/f"; echo d > "$SIDE/other/d/f"; echo i > "$SIDE/other/i"; echo i > "$SIDE/other/.dockerignore"
