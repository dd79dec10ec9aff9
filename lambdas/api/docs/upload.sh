#!/usr/bin/env bash
# Uploads a video of 8 to 800 MiB in parts. Usage: bash upload.sh walk.mp4 [http://127.0.0.1:8000]
set -euo pipefail
file=$1 api=${2:-http://127.0.0.1:8000}
parts=$(mktemp -d) && trap 'rm -r "$parts"' EXIT

upload=$(curl -fsS "$api/uploads" -H 'Content-Type: application/json' \
  -d "{\"file_name\": \"$(basename "$file")\", \"bytes\": $(wc -c < "$file")}")
field() { grep -o "\"$1\":[^,}]*" <<< "$upload" | head -n 1 | cut -d: -f2 | tr -d '"'; }

split -a 4 -b "$(field part_bytes)" "$file" "$parts/"
grep -o '"url":"[^"]*"' <<< "$upload" | cut -d'"' -f4 | paste -d' ' <(ls "$parts") - |
  while read -r part url; do curl -fsS -T "$parts/$part" "$url"; done

curl -fsS -X POST "$api/uploads/$(field upload_id)/complete" # answers the video_filename for POST /process
