mkdir "$SIDE/oci"
docker save "$base" | tar -C "$SIDE/oci" -xf -
test -f "$SIDE/oci/index.json"
