printf 'one\ntwo\n' > package.list
mkdir src extra
echo s > src/s; echo e > extra/e
