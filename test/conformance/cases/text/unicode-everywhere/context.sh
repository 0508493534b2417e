mkdir données
echo e > données/ë.txt
