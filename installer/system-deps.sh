#!/usr/bin/env bash
# Ensures what pip cannot bring: Python 3.11+ with venv, make, a Chinese TrueType font, and the
# libraries of the system that Qt's wheel links to.
# Silent when all is there. Exit 4: something is missing and could not be installed here.
set -euo pipefail

fonts=(
  /usr/share/fonts/truetype/lxgw-wenkai/LXGWWenKai-Regular.ttf
  /usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf
)
[ -z "${WINDIR:-}" ] || fonts+=("${WINDIR}/Fonts/simfang.ttf" "${WINDIR}/Fonts/simsun.ttc")
dejavu=/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf

have_python() {
  local name
  for name in "${PYTHON:-python3}" python3.13 python3.12 python3.11; do
    command -v "$name" >/dev/null 2>&1 || continue
    # -I -S: no site packages, so that the question costs 20 ms; ensurepip is what python3-venv adds.
    "$name" -I -S -c 'import sys, importlib.util as u
sys.exit(not (sys.version_info >= (3, 11) and u.find_spec("venv") and u.find_spec("ensurepip")))' \
      >/dev/null 2>&1 && return 0
  done
  return 1
}

have_font() {
  local file
  for file in "${fonts[@]}"; do
    [ -f "$file" ] || continue
    # Droid's fallback has no Latin letters or digits: DejaVu lends them.
    case "$file" in */DroidSansFallbackFull.ttf) [ -f "$dejavu" ] || continue ;; esac
    return 0
  done
  return 1
}

# A library of the system and the package that has it.
libraries=(
  libEGL.so.1=libegl1 libGL.so.1=libgl1 libxkbcommon.so.0=libxkbcommon0
  libfontconfig.so.1=libfontconfig1 libdbus-1.so.3=libdbus-1-3
)

missing_libraries() {
  [ -z "${WINDIR:-}" ] || return 0
  local cache entry
  cache=$( (ldconfig -p || /sbin/ldconfig -p) 2>/dev/null) || return 0
  for entry in "${libraries[@]}"; do
    case "$cache" in *"${entry%%=*}"*) ;; *) echo "${entry#*=}" ;; esac
  done
}

missing() {
  have_python || echo "python3-venv"
  command -v make >/dev/null 2>&1 || echo "make"
  have_font || echo "fonts-lxgw-wenkai"
  missing_libraries
}

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

may_install() {
  command -v apt-get >/dev/null 2>&1 || return 1
  [ "$(id -u)" = 0 ] || { command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; }
}

install() {
  local quiet=(env DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends)
  as_root apt-get -qq update >&2 || true
  local package
  for package in "$@"; do
    if [ "$package" = fonts-lxgw-wenkai ]; then
      as_root "${quiet[@]}" install fonts-lxgw-wenkai >&2 ||
        as_root "${quiet[@]}" install fonts-droid-fallback fonts-dejavu-core >&2 || true
    else
      as_root "${quiet[@]}" install "$package" >&2 || true
    fi
  done
}

explain() {
  echo "缺少以下系统组件，程序不能安装或不能生成文书：" >&2
  local package
  for package in "$@"; do
    case "$package" in
      python3-venv) echo "  - Python 3.11 或更高版本（含 venv）：软件包 python3 python3-venv" >&2 ;;
      make) echo "  - make：软件包 make" >&2 ;;
      lib*) echo "  - 图形界面所需的系统库：软件包 $package" >&2 ;;
      fonts-*) echo "  - 中文 TrueType 字体：软件包 fonts-lxgw-wenkai，或 fonts-droid-fallback 与 fonts-dejavu-core" >&2 ;;
    esac
  done
  echo "请由管理员执行：apt-get update && apt-get install $*" >&2
}

mapfile -t wanted < <(missing)
[ "${#wanted[@]}" -gt 0 ] || exit 0
if may_install; then
  install "${wanted[@]}"
  mapfile -t wanted < <(missing)
  [ "${#wanted[@]}" -gt 0 ] || exit 0
fi
explain "${wanted[@]}"
exit 4
