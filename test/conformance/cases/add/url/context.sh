mkdir "$SIDE/www/dir"; echo served > "$SIDE/www/dir/file.txt"; echo t > "$SIDE/www/t.timeless"; touch -d 2011-11-11T11:11:11Z "$SIDE/www/dir/file.txt"
