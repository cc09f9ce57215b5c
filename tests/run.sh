#!/usr/bin/env bash
# tests/run.sh [--long [SECONDS]]: installs what is missing, builds, and runs every test.
# --long adds the tests under AddressSanitizer and UndefinedBehaviorSanitizer, those of the C library
# under ThreadSanitizer, damage at every byte and bit, Spark, the fuzz targets, each for
# ZHUN_FUZZ_SECONDS (30), and loops in C, Java and Python whose memory must stay flat, SECONDS (60)
# each.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. cmake/packages.sh

long=false
case ${1-} in
  '') ;;
  --long)
    long=true
    export ZHUN_SOAK_SECONDS=${2-60}
    ;;
  *) echo "usage: tests/run.sh [--long [SECONDS]]" >&2; exit 2 ;;
esac

install_missing "${build_packages[@]}" "${test_packages[@]}"
install_pdfium
name_pdfium
install_ocr
install_java
install_python
install_browser
install_documents
# Reference data of the team, where they are present; tests that want them say so when they skip.
if [ -z "${ZHUN_SHARED-}" ] && [ -f ../shared/DESIGN.md ]; then
  ZHUN_SHARED=$(cd ../shared && pwd)
  export ZHUN_SHARED
fi
if $long; then
  export ZHUN_LONG=1
  install_spark
  configure_and_build asan
  ctest --preset asan -j2
  configure_and_build tsan
  ctest --preset tsan -R '^capi(_client|_guard)?$'
  install_missing "${fuzz_packages[@]}"
  configure_and_build fuzz
  python3 tests/fuzz/run.py build/fuzz/tests/fuzz
fi
configure_and_build dev
ctest --preset dev -j2
if $long && [ -d build/dev/python/site ]; then
  python3 tests/soak/asan_test.py --source . --library build/asan/capi/libzhun.so.1 \
    --jni build/asan/bindings/java/libzhun_jni.so --python build/python/bin/python --site build/dev/python/site
fi
# The figures of the DMN test kit: our own cases, and the kit's folders where they are.
build/dev/bin/zhun dmn test tests/score/cases
if [ -d "${ZHUN_SHARED-}/tck" ]; then
  build/dev/bin/zhun dmn test "$ZHUN_SHARED"/tck/compliance-level-{2,3}
fi
