#!/usr/bin/env bash
# usage: keepalive.sh ADDRESS [FLAG...]
#
# Writes the lines of many clients to standard output. A client that vanishes without end of file, because its machine
# or its network is gone, is noticed: after IDLE seconds without data the kernel sends a probe, then one each INTERVAL seconds, and
# after COUNT without an answer the connection fails with ETIMEDOUT, which -v reports. Without SO_KEEPALIVE it stays for ever.
set -euo pipefail

exec sock listen -v --keep --stdin none -o SO_KEEPALIVE -o TCP_KEEPIDLE="${IDLE:-60}" -o TCP_KEEPINTVL="${INTERVAL:-10}" \
    -o TCP_KEEPCNT="${COUNT:-3}" "$@"
