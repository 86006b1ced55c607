#!/bin/sh
# The command `truyvet` with the settings of the service, as its user. Copy to /usr/local/bin/truyvet (chmod 755); run it as root.
set -eu
SETTINGS=/etc/truyvet.env
PROGRAM=/opt/truyvet/source/.venv/bin/truyvet
if [ ! -r "$SETTINGS" ]; then
    echo "truyvet: cannot read $SETTINGS, where this installation's settings are: run this as root (sudo truyvet ...)" >&2
    exit 2
fi
# Not sourced: systemd reads NAME=value as it stands, and a shell would stumble over an & in an address.
while IFS= read -r line || [ -n "$line" ]; do
    case $line in
        [A-Za-z_]*=*)
            name=${line%%=*} value=${line#*=}
            case $value in
                \"*\") value=${value#\"} value=${value%\"} ;;
                \'*\') value=${value#\'} value=${value%\'} ;;
            esac
            export "$name=$value"
            ;;
    esac
done < "$SETTINGS"
umask 077
if [ "$(id -u)" = 0 ] && id truyvet >/dev/null 2>&1; then
    exec runuser -u truyvet -- "$PROGRAM" "$@"
fi
exec "$PROGRAM" "$@"
