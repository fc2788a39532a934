# To be sourced: sets CHROMIUM to a Chromium for the browser tests: the one named, one installed, Debian's, or Playwright's build.
find_chromium() {
  local name
  for name in chromium chromium-browser google-chrome-stable google-chrome; do command -v "$name" && return; done
  return 1
}
apt() { # another apt may be running: wait for it
  local sudo=; [ "$(id -u)" = 0 ] || sudo="sudo -n"
  $sudo env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300 "$@" >/dev/null
}
if [ -z "${CHROMIUM:-}" ]; then
  CHROMIUM=$(find_chromium || true)
  if [ -z "$CHROMIUM" ] && command -v apt-get >/dev/null && { [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null; }; then
    echo "Installing Chromium with apt-get for the browser tests…"
    { apt update && apt install -y --no-install-recommends chromium; } || true
    CHROMIUM=$(find_chromium || true)
  fi
  if [ -z "$CHROMIUM" ]; then
    echo "Installing Playwright's Chromium for the browser tests…"
    .venv/bin/playwright install chromium
  fi
fi
export CHROMIUM
