echo served > "$SIDE/www/file"
sed -i "s/^ARG sum=.*/ARG sum=$(sha256sum "$SIDE/www/file" | cut -c1-64)/" Dockerfile
