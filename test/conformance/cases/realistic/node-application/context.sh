echo '{"name":"x","dependencies":{"a":"1"}}' > package.json
echo 'console.log(Object.keys(require("./modules.json")))' > index.js
mkdir node_modules
echo junk > node_modules/junk
echo node_modules > .dockerignore
