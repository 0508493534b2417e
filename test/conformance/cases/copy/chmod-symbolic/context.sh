mkdir -p d/e; echo f > d/f; echo x > d/x; chmod 755 d/x; chmod 640 d/f; echo y > d/e/y
