#!/usr/bin/env bash
# Makes fresh pages and reads them with zhun, RapidOCR and raw Tesseract; prints the comparison and writes RESULTS.md.
#   run.sh [--seed N] [--pages N] [--layouts a,b] [--levels 0,1,2,3] [--engines ppocr,tesseract,both] [--no-peers]
#          [--zhun PROGRAM --engine-path DIR]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
. cmake/packages.sh

seed=$(od -An -N3 -tu4 /dev/urandom | tr -d ' ')
pages=1 levels=0,1,2,3 engines=ppocr,tesseract,both peers=yes zhun="" engine_path=""
layouts=gongshang,jianshe,zhaoshang,weixin,qiye,zhifubao,zhongguo,nongye,qilu,weitou
while [ $# -gt 0 ]; do
  case $1 in
    --seed) seed=$2; shift ;;
    --pages) pages=$2; shift ;;
    --layouts) layouts=$2; shift ;;
    --levels) levels=$2; shift ;;
    --engines) engines=$2; shift ;;
    --zhun) zhun=$2; shift ;;
    --engine-path) engine_path=$2; shift ;;
    --no-peers) peers="" ;;
    *) sed -n '2,4s/^# *//p' "${BASH_SOURCE[0]}" >&2; exit 2 ;;
  esac
  shift
done
echo "Seed $seed"

work=build/ocr-benchmark
mkdir -p "$work"
if [ -z "$zhun" ]; then
  install_missing "${build_packages[@]}"
  install_ocr
  configure_and_build release
  zhun=build/release/bin/zhun
fi
install_missing fonts-noto-cjk fonts-dejavu-core fonts-liberation tesseract-ocr tesseract-ocr-chi-sim tesseract-ocr-eng python3-venv
# The peers and the page generator have a Python of their own.
peer_packages="rapidocr==3.10.0 onnxruntime==1.32.0 opencv-python-headless==5.0.0.93 pillow==13.0.0"
if [ "$(cat "$work/packages" 2> /dev/null)" != "$peer_packages" ]; then
  python3 -m venv "$work/python"
  # rapidocr asks for an OpenCV with windows, which needs libraries of a desktop.
  "$work/python/bin/pip" install -q --disable-pip-version-check --no-deps ${peer_packages%% *}
  # shellcheck disable=SC2086 # several words
  "$work/python/bin/pip" install -q --disable-pip-version-check ${peer_packages#* } numpy pyclipper shapely pyyaml \
    omegaconf tqdm requests colorlog six
  echo "$peer_packages" > "$work/packages"
fi
rm -rf "$work/pages" "$work/out"
"$work/python/bin/python" benchmarks/ocr/make_pages.py "$work/pages" --seed "$seed" --pages "$pages" \
  --layouts "$layouts" --levels "$levels"
"$work/python/bin/python" benchmarks/ocr/compare.py "$work/pages" "$work/out" --zhun "$zhun" --seed "$seed" \
  --engines "$engines" ${engine_path:+--engine-path "$engine_path"} \
  ${peers:+--peers "$work/python/bin/python"} --results benchmarks/ocr/RESULTS.md
