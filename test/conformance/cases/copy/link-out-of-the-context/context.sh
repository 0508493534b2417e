ln -s ../../../../../etc/passwd out
