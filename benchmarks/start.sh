#!/usr/bin/env bash
# Measures how long a start takes, cold and warm, and writes the section "Starting" of
# docs/benchmarks.md and its rows of "Against the goals". From the launcher's first instruction to
# the first answer to GET /health.
#
# Usage: benchmarks/start.sh [runs]      (5 runs; on a machine that is otherwise quiet)
set -euo pipefail
cd "$(dirname "$0")/.."
runs=${1:-5}
page=docs/benchmarks.md
scratch=$(mktemp -d)
server=
finish() {
  if [ -n "$server" ]; then kill -TERM "$server" 2>/dev/null && wait "$server" || true; fi
  rm -rf "$scratch"
}
trap finish EXIT

now_ms() { date +%s%3N; }

# Starts on a data folder, prints the milliseconds until it answers, and stops it again.
# $3: seconds that it stays up, for the cache to be made.
start() {
  local began url
  began=$(now_ms)
  ./eventlive serve --port 0 --data "$1" --ready-file "$scratch/ready.json" 2>>"$scratch/talk" &
  server=$!
  until [ -f "$scratch/ready.json" ]; do
    kill -0 "$server"
    sleep 0.01
  done
  url=$(sed -n 's/.*"url":"\([^"]*\)".*/\1/p' "$scratch/ready.json")
  curl --fail --silent --output /dev/null "$url/health"
  took=$(($(now_ms) - began))
  if [ "${2:-}" = until-cached ]; then
    for _ in $(seq 1 1200); do
      if ls target/aot/*.aot >/dev/null 2>&1; then break; fi
      sleep 0.1
    done
  fi
  kill -TERM "$server"
  wait "$server"
  server=
}

# Prints median, least and most of its arguments.
spread() {
  printf '%s\n' "$@" | sort -n | awk '{ v[NR] = $1 }
    END { printf "%d | %d | %d", v[int((NR + 1) / 2)], v[1], v[NR] }'
}

# goal NAME BOUND-MS TIMES…: writes the row of this goal anew, or adds it; the median counts.
goal() {
  local name=$1 bound=$2
  shift 2
  awk -v name="$name" -v bound="$bound" -v spread="$(spread "$@")" '
    BEGIN {
      split(spread, ms, / [|] /)
      promise = sprintf("| %s: at most %d s |", name, bound / 1000)
      row = sprintf("%s %.1f s (%.1f–%.1f) | %s |", promise, ms[1] / 1000, ms[2] / 1000,
        ms[3] / 1000, ms[1] + 0 <= bound ? "yes" : "**no**")
    }
    inside && table && !/^[|]/ && !written { print row; written = 1 }
    /^## / { inside = ($0 == "## Against the goals"); table = 0 }
    inside && /^[|]/ { table = 1 }
    inside && index($0, promise) == 1 { print row; written = 1; next }
    { print }
    END { if (!written) {
      if (!inside) print "\n## Against the goals\n\n| goal | measured | reached |\n|---|---|---|"
      print row
    } }' "$page" >"$scratch/page"
  cp "$scratch/page" "$page"
}

./eventlive --version >/dev/null # the build is not part of a start
cold=() uncached=() cached=()
for run in $(seq 1 "$runs"); do
  rm -rf target/aot
  start "$scratch/data-$run"
  cold+=("$took")
  rm -rf target/aot
  start "$scratch/data-$run" until-cached
  uncached+=("$took")
  start "$scratch/data-$run"
  cached+=("$took")
  rm -rf "$scratch/data-$run"
done

section=$(
  cat <<SECTION
## Starting

Milliseconds from \`./eventlive serve\` to the first answer, the jar being built. Written by \`benchmarks/start.sh\`.

| start | median | least | most |
|---|---|---|---|
| cold: empty folder, no AOT cache | $(spread "${cold[@]}") |
| warm, no AOT cache | $(spread "${uncached[@]}") |
| warm, with AOT cache | $(spread "${cached[@]}") |

$runs runs each, $(date -u +%Y-%m-%d), commit $(git rev-parse --short HEAD), $(nproc) processors, load average at the end $(cut -d' ' -f1 /proc/loadavg).
SECTION
)
[ -f "$page" ] || printf '# Benchmarks\n' >"$page"
awk -v section="$section" '
  /^## / { skipping = ($0 == "## Starting") ; if (skipping) { print section; print ""; written = 1 } }
  !skipping { print }
  END { if (!written) { print ""; print section } }' "$page" >"$scratch/page"
cp "$scratch/page" "$page"
goal "cold first start" 15000 "${cold[@]}"
goal "start with an existing database" 3000 "${cached[@]}"
sed -n '/^## Starting/,/^## [^S]/p' "$page"
