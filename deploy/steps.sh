# The steps that deploy/quickstart and tests/run share. Sourced by them, from the top of the checkout.
# Every step says what it does, is skipped when it is done already, and ends with a clear error if it cannot go on.

node_wanted=20.20.2   # for hosts whose own Node.js is older than 20.19 (Debian 12 has 18)

say() { printf '\033[1m▸ %s\033[0m\n' "$*"; }
die() { printf '\nusher: %s\n' "$*" >&2; exit 3; }

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"
    elif command -v sudo >/dev/null; then sudo "$@"
    else die "installing packages needs root: run this as root, or install sudo"
    fi
}

# install_packages FILE...: the Debian packages named in the files, one a line.
install_packages() {
    command -v apt-get >/dev/null || die "there is no apt-get: Usher is built on Debian 12 (bookworm)"
    local missing=() name
    while read -r name; do
        dpkg-query -W -f '${Status}' "$name" 2>/dev/null | grep -q 'ok installed' || missing+=("$name")
    done < <(grep -hEv '^ *(#|$)' "$@")
    # A Node.js of the host is kept whatever package it came from.
    command -v node >/dev/null || missing+=(nodejs)
    command -v npm >/dev/null || missing+=(npm)
    [ ${#missing[@]} -eq 0 ] && return 0
    say "installing ${#missing[@]} Debian packages: ${missing[*]}"
    as_root apt-get update -q || die "apt-get update failed: is the network there?"
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}" ||
        die "apt-get could not install: ${missing[*]}"
    # Debian starts a Redis of its own after installing one; Usher starts its own and leaves that one alone.
}

# use_node: puts a Node.js of at least 20.19 into PATH.
use_node() {
    node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)' \
        2>/dev/null && return 0
    local arch folder=$PWD/build/node
    case $(uname -m) in
        x86_64) arch=x64 ;;
        aarch64) arch=arm64 ;;
        *) die "no Node.js 20 for $(uname -m): install Node.js 20.19 or newer yourself" ;;
    esac
    local bin=$folder/node_modules/node-linux-$arch/bin
    if [ ! -x "$bin/node" ]; then
        say "fetching Node.js $node_wanted from npm (this host has $(node --version))"
        mkdir -p "$folder"
        npm install --silent --no-fund --no-audit --prefix "$folder" "node-linux-$arch@$node_wanted" ||
            die "npm could not fetch node-linux-$arch@$node_wanted: is the network there?"
    fi
    export PATH=$bin:$PATH
}

# build_hub PRESET [TARGET...]: configures once, builds what changed.
build_hub() {
    local preset=$1
    shift
    if [ ! -f "build/$preset/build.ninja" ]; then
        say "configuring the hub ($preset)"
        mkdir -p build
        cmake --preset "$preset" >"build/configure-$preset.log" 2>&1 ||
            { tail -n 25 "build/configure-$preset.log" >&2; die "cmake could not configure; the whole output is in build/configure-$preset.log"; }
    fi
    say "building the hub ($preset): the first time takes some minutes"
    cmake --build --preset "$preset" ${1:+--target "$@"} || die "the hub does not build; the first error stands above"
}

# build_web: the widget and the console, if anything they are made of changed.
build_web() {
    use_node
    local stamp=web-widget/node_modules/.usher-built
    if [ -f "$stamp" ] && [ -z "$(find web-widget proto -newer "$stamp" -type f \
        -not -path '*/node_modules/*' -not -path '*/dist/*' -not -path '*/src/gen/*' -print -quit)" ]; then
        return 0
    fi
    if [ ! -d web-widget/node_modules ] || [ web-widget/package-lock.json -nt web-widget/node_modules/.package-lock.json ]; then
        say "installing the npm packages of the widget and the console"
        (cd web-widget && npm ci --no-fund --no-audit) || die "npm ci failed in web-widget: is the network there?"
    fi
    say "building the widget and the console"
    (cd web-widget && npm run build) || die "the web clients do not build; the first error stands above"
    touch "$stamp"
}
