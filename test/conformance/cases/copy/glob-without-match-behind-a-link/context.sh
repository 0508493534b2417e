mkdir dir; echo o > dir/one; ln -s dir lnk
