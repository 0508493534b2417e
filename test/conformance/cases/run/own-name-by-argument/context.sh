cat > ask.sh <<'END'
hostname; hostname -i; cat /etc/h[o]sts
END
