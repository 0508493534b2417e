echo f > f; mkdir etc d; echo p > etc/passwd; echo d > d/x; chmod 700 etc
