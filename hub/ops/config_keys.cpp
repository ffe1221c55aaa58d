#include "hub/ops/config_keys.hpp"

#include <algorithm>

namespace usher::ops {
namespace {

using std::chrono::days;
using std::chrono::minutes;

#define USHER_FIELD(path) [](Config& c) -> auto& { return c.path; }

// clang-format off
const std::vector<ConfigKey> kKeys{
    {"listen", "address", TextKey{USHER_FIELD(listen.address)},
     "Where the hub listens: `host:port`, `[::]:443`; port 0 lets the system choose. Plain HTTP is "
     "served on loopback addresses only, unless `behind_proxy` is on or a certificate is given."},
    {"listen", "tls_certificate", TextKey{USHER_FIELD(listen.tls_certificate)},
     "PEM file with the certificate chain, leaf first. Needs `tls_key`."},
    {"listen", "tls_key", TextKey{USHER_FIELD(listen.tls_key)},
     "PEM file with the private key of `tls_certificate`."},
    {"listen", "behind_proxy", SwitchKey{USHER_FIELD(listen.behind_proxy)},
     "A reverse proxy in front does TLS. Allows plain HTTP on any address; make sure that only the "
     "proxy can reach it."},
    {"listen", "trusted_proxies", ListKey{USHER_FIELD(listen.trusted_proxies)},
     "Addresses or networks (`10.0.0.0/8`) whose `X-Forwarded-For` and `X-Forwarded-Proto` are "
     "believed. With `behind_proxy` and none given: loopback."},
    {"listen", "public_url", TextKey{USHER_FIELD(listen.public_url)},
     "How browsers reach the hub, `https://chat.example.com`. Needed when a proxy changes the `Host` "
     "header; the console's requests must come from this origin. Empty: taken from each request."},

    {"node", "name", TextKey{USHER_FIELD(node.name)},
     "Tells the nodes of one installation apart that share a data folder. Letters, digits, `-` and `_`."},
    {"node", "roles", ListKey{USHER_FIELD(node.roles)},
     "What this node does: `gateway` (sockets, pages, API), `engine` (decides), `archive` (writes "
     "history). Nodes that share a Redis and a store share the work."},

    {"data", "folder", TextKey{USHER_FIELD(data.folder)},
     "Where everything the hub keeps by itself lies: the embedded Redis' file, SQLite, keys."},

    {"redis", "url", TextKey{USHER_FIELD(redis.url)},
     "`redis://[user:password@]host:port`, `unix:/path`, with sentinels "
     "`redis+sentinel://[user:password@]host:26379,host:26379/mymaster`, or for a Redis Cluster "
     "`redis+cluster://[user:password@]host:port,host:port`; `rediss` instead of `redis` for TLS; see "
     "[redis.md](redis.md). Empty: a private redis-server is started in the data folder.", true},
    {"redis", "fsync", ChoiceKey{USHER_FIELD(redis.fsync), {"always", "everysec"}},
     "Of the embedded Redis. `always`: an acknowledged message is on disk. `everysec`: faster on slow "
     "disks, a power cut may lose one to two seconds."},
    {"redis", "tls_ca", TextKey{USHER_FIELD(redis.tls_ca)},
     "PEM file of the authority that signed Redis' certificate. Empty: those of the system."},

    {"store", "url", TextKey{USHER_FIELD(store.url)},
     "`postgres://user:password@host:5432/database[?sslmode=verify-full]`: history and accounts in "
     "PostgreSQL 15 or newer, in a schema `usher` that is made if it is not there. Everything libpq "
     "understands may stand in it. Empty: SQLite in the data folder.",
     true},

    {"session", "lifetime", DurationKey{USHER_FIELD(session.lifetime), minutes(5), days(400)},
     "An agent stays logged in that long."},

    {"limits", "connections", NumberKey{USHER_FIELD(limits.connections), 10, 10'000'000},
     "Sockets open at once; more are answered 503."},
    {"limits", "body_bytes", NumberKey{USHER_FIELD(limits.body_bytes), 1024, 1 << 20},
     "Size of one HTTP request's body."},
    {"limits", "login_per_address", NumberKey{USHER_FIELD(limits.login_per_address), 1, 100'000},
     "Log-in attempts a minute from one network address (IPv6: one /64)."},
    {"limits", "login_per_email", NumberKey{USHER_FIELD(limits.login_per_email), 1, 100'000},
     "Log-in attempts a minute for one e-mail address."},

    {"log", "level", ChoiceKey{USHER_FIELD(log.level), {"debug", "info", "warning", "error"}},
     "The least important kind of line that is written."},
    {"log", "format", ChoiceKey{USHER_FIELD(log.format), {"auto", "json", "text"}},
     "`json`: one object a line. `text`: for people. `auto`: text on a terminal, else JSON."},

    {"metrics", "allow", ListKey{USHER_FIELD(metrics.allow)},
     "Addresses or networks that may read `/metrics`, besides loopback."},

    {"debug", "echo", SwitchKey{USHER_FIELD(debug.echo)},
     "Serve `/ws/echo`, which sends every message back; for conformance tools only."},
};
// clang-format on

}  // namespace

std::string ConfigKey::name() const {
    return std::string(section) + "." + std::string(key);
}

std::string ConfigKey::variable() const {
    std::string text = "USHER_" + std::string(section) + "__" + std::string(key);
    for (char& c : text) {
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    }
    return text;
}

std::span<const ConfigKey> config_keys() {
    return kKeys;
}

const ConfigKey* find_config_key(std::string_view section, std::string_view key) {
    const auto found = std::ranges::find_if(
        kKeys, [&](const ConfigKey& k) { return k.section == section && k.key == key; });
    return found == kKeys.end() ? nullptr : &*found;
}

}  // namespace usher::ops
