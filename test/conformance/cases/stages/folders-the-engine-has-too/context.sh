mkdir -p etc d; printf "own hosts\n" > hosts; : > empty; echo h > etc/hosts; echo r > etc/resolv.conf; echo n > etc/hostname; echo m > etc/mtab; echo d > d/x; tar -czf pack.tgz etc
