mkdir app
echo 'x = 1' > app/__init__.py
echo 'from app import x; print("x is", x)' > app/__main__.py
mkdir app/__pycache__
echo junk > app/__pycache__/junk
echo '**/__pycache__' > .dockerignore
