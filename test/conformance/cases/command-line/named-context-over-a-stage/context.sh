mkdir "$SIDE/other"
echo folder > "$SIDE/other/f"
