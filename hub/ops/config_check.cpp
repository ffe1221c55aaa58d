#include "hub/ops/config_check.hpp"

#include <arpa/inet.h>
#include <fmt/core.h>
#include <algorithm>

#include <algorithm>
#include <array>
#include <charconv>
#include <fstream>
#include <optional>

#include "hub/ops/config_values.hpp"

namespace usher::ops {
namespace {

template <class T>
std::optional<T> whole_number(std::string_view text) {
    T value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

bool readable(const std::string& path) {
    return std::ifstream(path, std::ios::binary).peek() != std::ifstream::traits_type::eof();
}

bool is_public_url(std::string_view url) {
    std::string_view rest;
    if (url.starts_with("https://")) rest = url.substr(8);
    if (url.starts_with("http://")) rest = url.substr(7);
    return !rest.empty() && rest.find_first_of("/?#@ \"<>\\") == std::string_view::npos;
}

class Checker {
  public:
    explicit Checker(Config& config) : config_(config) {}

    std::vector<CheckProblem> run() {
        listen();
        node();
        tls();
        networks("listen.trusted_proxies", config_.listen.trusted_proxies);
        networks("metrics.allow", config_.metrics.allow);
        urls();
        return std::move(problems_);
    }

  private:
    void add(std::string key, std::string text) {
        problems_.push_back({std::move(key), std::move(text)});
    }

    void listen() {
        auto& l = config_.listen;
        const auto parsed = parse_host_port(l.address);
        if (!parsed) return add("listen.address", parsed.error().text);
        l.host = parsed->host;
        l.port = parsed->port;
        if (l.behind_proxy && l.trusted_proxies.empty()) l.trusted_proxies = {"127.0.0.0/8", "::1"};
        const bool tls = !l.tls_certificate.empty() || !l.tls_key.empty();
        if (!tls && !l.behind_proxy && !is_loopback(l.host)) {
            add("listen.address",
                fmt::format(
                    "is {}, which others can reach, and TLS is off: passwords and messages would "
                    "travel in the clear. Give listen.tls_certificate and listen.tls_key, or set "
                    "listen.behind_proxy = true when a proxy does TLS, or listen on "
                    "127.0.0.1",
                    toml_quoted(l.address)));
        }
    }

    void node() {
        const auto plain = [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                   c == '-' || c == '_';
        };
        const auto& name = config_.node.name;
        if (name.empty() || name.size() > 64 || !std::ranges::all_of(name, plain)) {
            add("node.name", fmt::format("is {}; letters, digits, - and _ make a name, 64 at most",
                                         toml_quoted(name)));
        }
        constexpr std::array<std::string_view, 3> kRoles{"gateway", "engine", "archive"};
        for (const auto& role : config_.node.roles) {
            if (std::ranges::find(kRoles, role) != kRoles.end()) continue;
            add("node.roles",
                fmt::format("names {}; there are gateway, engine and archive", toml_quoted(role)));
        }
        if (config_.node.roles.empty()) add("node.roles", "is empty: the node would do nothing");
    }

    void tls() {
        const auto& l = config_.listen;
        if (l.tls_certificate.empty() != l.tls_key.empty()) {
            const bool key = l.tls_key.empty();
            add(key ? "listen.tls_certificate" : "listen.tls_key",
                fmt::format("needs {} beside it",
                            key ? "listen.tls_key" : "listen.tls_certificate"));
        }
        file("listen.tls_certificate", l.tls_certificate);
        file("listen.tls_key", l.tls_key);
        file("redis.tls_ca", config_.redis.tls_ca);
    }

    void file(const char* key, const std::string& path) {
        if (path.empty() || readable(path)) return;
        add(key, fmt::format("names {}, which cannot be read or is empty", toml_quoted(path)));
    }

    void networks(const char* key, const std::vector<std::string>& list) {
        for (const std::string& entry : list) {
            if (is_network(entry)) continue;
            add(key, fmt::format("has {}, which is neither an address nor a network such as "
                                 "\"10.0.0.0/8\"",
                                 toml_quoted(entry)));
        }
    }

    void urls() {
        auto& url = config_.listen.public_url;
        if (url.ends_with('/')) url.pop_back();
        if (!url.empty() && !is_public_url(url)) {
            add("listen.public_url",
                fmt::format("is {}, but must be http(s)://host[:port] without a path",
                            toml_quoted(url)));
        }
        redis();
        const std::string_view store = config_.store.url;
        if (!store.empty() && !store.starts_with("postgres://") &&
            !store.starts_with("postgresql://")) {
            add("store.url", "must begin with postgres:// or postgresql://");
        }
        if (config_.data.folder.empty()) add("data.folder", "is empty; name a folder");
    }

    /// What can be said without repeating the address, which holds a password. The rest of its
    /// grammar is hub/log's, which says the same when the hub starts.
    void redis() {
        const std::string_view url = config_.redis.url;
        const bool tls = redis_url(url);
        if (!config_.redis.tls_ca.empty() && !tls) {
            add("redis.tls_ca", "counts only with a redis.url that begins with rediss");
        }
    }

    /// Whether it asks for TLS.
    bool redis_url(std::string_view url) {
        if (url.empty() || url.starts_with("unix:/")) return false;
        const auto scheme = url.substr(0, url.find("://"));
        const bool tls = scheme.starts_with("rediss");
        const auto kind = scheme.substr(std::min(tls ? std::size_t{6} : 5, scheme.size()));
        if (scheme.size() == url.size() || !scheme.starts_with("redis") ||
            (!kind.empty() && kind != "+sentinel" && kind != "+cluster")) {
            add("redis.url",
                "must begin with redis://, redis+sentinel://, redis+cluster://, the same with "
                "rediss for TLS, or unix:/");
            return tls;
        }
        auto place = url.substr(scheme.size() + 3);
        const auto question = std::min(place.find('?'), place.size());
        const auto options = place.substr(question);
        place = place.substr(0, question);
        place.remove_prefix(place.rfind('@') == place.npos ? 0 : place.rfind('@') + 1);
        const auto hosts = place.substr(0, place.find('/'));
        if (kind == "+sentinel") {
            if (std::ranges::count(place, '/') != 1 || place.ends_with('/')) {
                add("redis.url",
                    "must end with the name the sentinels give the primary: "
                    "redis+sentinel://host:26379/mymaster");
            }
        } else if (!options.empty()) {
            add("redis.url", "has options after a '?'; only one of sentinels has any");
        } else if (kind.empty() && hosts.contains(',')) {
            add("redis.url",
                "names several hosts; begin it with redis+cluster:// for a cluster or "
                "redis+sentinel:// for sentinels");
        }
        if (hosts.empty() || hosts.starts_with(',') || hosts.ends_with(',') ||
            hosts.contains(",,")) {
            add("redis.url",
                "lacks a host; write host:port, for a cluster or sentinels host:port,host:port");
        }
        return tls || (kind == "+sentinel" && options.contains("tls=on"));
    }

    Config& config_;
    std::vector<CheckProblem> problems_;
};

}  // namespace

std::vector<CheckProblem> check(Config& config) {
    return Checker(config).run();
}

Result<HostPort> parse_host_port(std::string_view text) {
    const auto bad = [&] {
        return fail(Error::Kind::invalid,
                    fmt::format("is {}, but must be \"host:port\", for IPv6 \"[::1]:8080\"",
                                toml_quoted(text)));
    };
    const auto colon = text.rfind(':');
    if (colon == std::string_view::npos) return bad();
    const auto port = whole_number<std::uint16_t>(text.substr(colon + 1));
    std::string_view host = text.substr(0, colon);
    const bool bracketed = host.size() > 2 && host.starts_with('[') && host.ends_with(']');
    if (bracketed) host = host.substr(1, host.size() - 2);
    if (!port || host.empty() || host.find_first_of(" []/@") != std::string_view::npos)
        return bad();
    if (!bracketed && host.find(':') != std::string_view::npos) return bad();
    return HostPort{std::string(host), *port};
}

bool is_loopback(std::string_view host) {
    if (host == "localhost" || host == "::1") return true;
    std::array<unsigned char, 4> v4{};
    return inet_pton(AF_INET, std::string(host).c_str(), v4.data()) == 1 && v4[0] == 127;
}

bool is_network(std::string_view text) {
    const auto slash = text.find('/');
    const std::string address(text.substr(0, slash));
    std::array<unsigned char, 16> bytes{};
    const bool v4 = inet_pton(AF_INET, address.c_str(), bytes.data()) == 1;
    const bool v6 = !v4 && inet_pton(AF_INET6, address.c_str(), bytes.data()) == 1;
    if (!v4 && !v6) return false;
    if (slash == std::string_view::npos) return true;
    const auto bits = whole_number<unsigned>(text.substr(slash + 1));
    return bits && *bits <= (v4 ? 32U : 128U);
}

}  // namespace usher::ops
