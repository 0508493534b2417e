mkdir -p empty deep/er; chmod 750 deep/er
