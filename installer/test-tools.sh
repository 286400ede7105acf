#!/usr/bin/env bash
# The stock tools that packages and papers are checked with by hand. Tests that need one which is
# missing are skipped with its name, so this never fails.
set -uo pipefail

declare -A package=([age]=age [ssh-keygen]=openssh-client [unzip]=unzip [pdftotext]=poppler-utils [Xvfb]=xvfb)
wanted=()
for tool in "${!package[@]}"; do
  command -v "$tool" >/dev/null 2>&1 || wanted+=("${package[$tool]}")
done
# Qt's plugin for a real X screen, which the tests of the window use under Xvfb.
if ! (ldconfig -p || /sbin/ldconfig -p) 2>/dev/null | grep -q libxcb-cursor; then
  wanted+=(libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0 libxkbcommon-x11-0)
fi
[ "${#wanted[@]}" -gt 0 ] || exit 0
root=()
[ "$(id -u)" = 0 ] || root=(sudo -n)
if command -v apt-get >/dev/null 2>&1; then
  { "${root[@]}" apt-get -qq update &&
    "${root[@]}" env DEBIAN_FRONTEND=noninteractive \
      apt-get -qq -y --no-install-recommends install "${wanted[@]}"; } >/dev/null 2>&1 && exit 0
fi
echo "Tests that use these tools will be skipped; to run them install: ${wanted[*]}" >&2
exit 0
