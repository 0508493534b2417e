seq 1 5000 > f; tar -cf b.tar f; head -c 9000 b.tar > a.tar; rm b.tar
