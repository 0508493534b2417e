echo f > s; chmod 6755 s; mkdir d; chmod 2775 d; cp -p s d/
