echo a > a; mkdir -p d/etc; echo x > d/etc/x; chmod 700 d/etc
