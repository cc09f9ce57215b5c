# The Debian packages that zhun needs, in one place. Sourced by examples/run.sh and tests/run.sh.
# docs/dependencies.md says what each is for.
build_packages=(build-essential cmake ninja-build pkg-config ccache libfmt-dev libexpected-dev
  libsimdjson-dev libexpat1-dev libutf8proc-dev libminizip-dev zlib1g-dev libssl-dev python3)
test_packages=(doctest-dev)
benchmark_packages=(libbenchmark-dev)

# install_missing PACKAGE...: through apt, as root or with sudo; nothing and no network when all are there.
install_missing() {
  local missing=() package as_root=()
  for package in "$@"; do
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2> /dev/null)" = installed ] \
      || missing+=("$package")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo > /dev/null; then
      echo "These packages are missing and neither root nor sudo is at hand: ${missing[*]}" >&2
      return 1
    fi
    as_root=(sudo)
  fi
  echo "Installing ${missing[*]}"
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -qq \
    && "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
      --no-install-recommends -o Dpkg::Use-Pty=0 "${missing[@]}" > /dev/null
}

# configure_and_build PRESET: quiet while it goes well.
configure_and_build() {
  local preset=$1 log
  log=$(mktemp)
  echo "Building ($preset)"
  if ! cmake --preset "$preset" > "$log" 2>&1 || ! cmake --build --preset "$preset" >> "$log" 2>&1; then
    tail -n 60 "$log" >&2
    rm -f "$log"
    return 1
  fi
  rm -f "$log"
}
