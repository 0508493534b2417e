mkdir -p deep/er/est
chmod 750 deep/er
echo f > deep/er/est/f; echo g > deep/er/g; echo x > x
printf '%s\n' 'deep' 'x' '!deep/er/est' > .dockerignore
