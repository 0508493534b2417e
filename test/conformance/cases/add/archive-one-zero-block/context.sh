echo 1 > 1; echo 2 > 2; tar -b1 -cf a 1; tar -b1 -cf b 2; { head -c 1024 a; head -c 512 /dev/zero; cat b; } > a.tar; rm a b
