# shellcheck shell=bash
# Looks at this machine first, then lets a device look at the server. Repairs nothing: it says how.

check() { printf '%s %-13s %s\n' "$1" "$2" "$3"; if [ -n "${4:-}" ]; then printf '     %-13s fix: %s\n' "" "$4"; fi; }

check_machine() {
    local missing entry file hash bad=""
    missing=$(missing_packages | tr '\n' ' ')
    if [ -n "${missing// /}" ]; then
        check 'BAD ' packages "missing: $missing" "./voicebus setup"
    else
        check 'ok  ' packages "what the server needs of Debian is there"
    fi
    for entry in "${MODEL_FILES[@]}"; do
        IFS='|' read -r file _ _ hash <<<"$entry"
        is_right "$MODELS/$file" "$hash" || bad="$bad $file"
    done
    if [ -n "$bad" ]; then
        check 'BAD ' models "missing or damaged:$bad" "./voicebus setup, or set VOICEBUS_MODELS to their folder"
    else
        check 'ok  ' models "complete and undamaged"
    fi
    [ -z "${missing// /}$bad" ]
}

run_doctor() {
    local status=0
    check_machine || status=1
    local device=$ROOT/src/VoiceBus.Device
    build device "$device/VoiceBus.Device.csproj" "$device/bin/Release/net10.0/voicebus-device.dll" "$ROOT/src"
    dotnet "$device/bin/Release/net10.0/voicebus-device.dll" doctor "$@" || status=1
    return "$status"
}
