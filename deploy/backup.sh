#!/bin/sh
# Takes one copy into BACKUP_DIR, then lets go of the oldest beyond BACKUPS_KEPT. A copy that failed removes nothing.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
name="$BACKUP_DIR/gridsweep-$(date -u +%Y%m%dT%H%M%SZ).backup"
cd "$root"
node_modules/node/bin/node --disable-warning=ExperimentalWarning sync-server/main.ts backup --to "$name"
ls -1 "$BACKUP_DIR"/gridsweep-*.backup | sort -r | tail -n "+$((${BACKUPS_KEPT:-48} + 1))" |
  while IFS= read -r old; do rm -f -- "$old" "$old.sha256"; done
