mkdir html conf.d
echo hi > html/index.html; echo c > conf.d/default.conf
chmod 600 conf.d/default.conf
