FROM busybox
ONBUILD ENV c=d\ e f=`g
