cat > ask.sh <<'END'
hostname; hostname -i; cat /etc/h[o]sts; cat /proc/sys/net/ipv4/ip_unprivileged_port_start
END
