cat > ask.sh <<'END'
ping -c 1 "$(cat /proc/sys/kernel/hostname)" 2>&1 | head -n 1 | sed 's/: [0-9]* data bytes//'
END
