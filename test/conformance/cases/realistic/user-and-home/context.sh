echo 'echo hi' > run.sh
chmod 755 run.sh
mkdir conf
echo a=1 > conf/app.ini
