#!/usr/bin/env bash
# Installs what is missing, builds zhun, and assesses the example dossiers into out/.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. cmake/packages.sh

install_missing "${build_packages[@]}"
install_pdfium
install_ocr
configure_and_build release

zhun=build/release/bin/zhun
reports=()
for description in examples/dossiers/*/dossier.json; do
  folder=$(dirname "$description")
  out=out/$(basename "$folder")
  echo
  "$zhun" assess "$folder" --out "$out"
  reports+=("$PWD/$out/report.html")
done
echo
echo "Reports, to open in a browser:"
printf '  %s\n' "${reports[@]}"
