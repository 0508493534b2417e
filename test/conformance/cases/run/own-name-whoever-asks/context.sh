cat > ask.sh <<'END'
hostname; hostname -i
cat /etc/h[o]sts; ls -ln /etc/h[o]sts | cut -c1-10
echo 1.2.3.4 x 2>&1 >> /etc/h[o]sts || echo no
END
