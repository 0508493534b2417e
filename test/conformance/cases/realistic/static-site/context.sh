mkdir pages
echo welcome > pages/index.txt; echo about > pages/about.txt; echo '<p>BODY</p>' > template.html
mkdir .git
echo x > .git/HEAD
echo .git > .dockerignore
