echo 'not an archive' > a.tar; echo text | gzip -n > b.tar.gz; : > empty.tar
