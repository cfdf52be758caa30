#!/usr/bin/env bash
# Draws the pictures of the README anew: the demonstration of a fixed day, printed by LibreOffice.
# Needs libreoffice-calc, poppler-utils, imagemagick and a Chinese font (fonts-noto-cjk).
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
uv run --project "$here/../.." xlcrm demo --today 2026-11-20 >/dev/null
soffice --headless "-env:UserInstallation=file://$work/profile" --convert-to pdf 演示/客户管理.xlsx >/dev/null 2>&1

# picture of the first page whose footer names the sheet
page_of() { # sheet title
  for page in $(seq 1 "$(pdfinfo 客户管理.pdf | awk '/^Pages/ {print $2}')"); do
    if pdftotext -f "$page" -l "$page" -layout 客户管理.pdf - | grep -v '^\s*$' | tail -n 1 | grep -q "^ *$1"; then
      echo "$page"
      return
    fi
  done
}
while read -r name title; do
  page="$(page_of "$title")"
  pdftoppm -r 72 -png -f "$page" -l "$page" -singlefile 客户管理.pdf "$name"
  convert "$name.png" -trim -bordercolor white -border 12 +dither -colors 128 -strip "PNG8:$here/$name.png"
done <<'LIST'
home 客户管理
reminders 提醒清单
problems 数据校验结果表
complaints 投诉分析月度报告
dashboard 客户数据分析报告
LIST
