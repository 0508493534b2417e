echo p > p; mkdir -p e/etc; echo "u:x:44:55::/:" > e/etc/passwd; echo "g:x:66:" > e/etc/group
