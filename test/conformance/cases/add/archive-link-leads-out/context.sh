echo 1 > 1; tar -cf a.tar --transform 's,^1$,s/1,' 1
