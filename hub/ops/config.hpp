// What an operator may set, and how it is read: one TOML file, then environment variables
// USHER_SECTION__KEY over it. Called once at start and by `usher check-config`. Never guesses:
// every unknown key and wrong value is reported, all at once, with its place and a suggestion.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <expected>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace usher::ops {

/// The initialisers are the defaults; names, help and limits stand in config_keys.cpp.
struct Config {
    struct Listen {
        std::string address = "127.0.0.1:8080";  ///< "host:port", "[::1]:8080"
        std::string host;                        ///< of `address`, without brackets
        std::uint16_t port = 0;                  ///< of `address`
        std::string tls_certificate;
        std::string tls_key;
        bool behind_proxy = false;
        std::vector<std::string> trusted_proxies;
        std::string
            public_url;  ///< scheme://host[:port], no trailing slash; empty: from the request
    } listen;
    struct Node {
        std::string name = "node";
        std::vector<std::string> roles{"gateway", "engine", "archive"};
        bool has(std::string_view role) const {
            return std::ranges::find(roles, role) != roles.end();
        }
    } node;
    struct Data {
        std::string folder = "usher-data";
    } data;
    struct Redis {
        std::string url;  ///< empty: an embedded server in the data folder
        std::string fsync = "always";
        std::string tls_ca;
    } redis;
    struct Store {
        std::string url;  ///< empty: SQLite in the data folder
    } store;
    struct Session {
        std::chrono::seconds lifetime = std::chrono::days(30);
    } session;
    struct Limits {
        std::int64_t connections = 100'000;
        std::int64_t body_bytes = 64 * 1024;
        std::int64_t login_per_address = 30;  ///< a minute
        std::int64_t login_per_email = 10;    ///< a minute
    } limits;
    struct LogSettings {
        std::string level = "info";
        std::string format = "auto";
    } log;
    struct Metrics {
        std::vector<std::string> allow;
    } metrics;
    struct Debug {
        bool echo = false;
    } debug;
};

/// Where a value was written. `source` is the file's path or the variable's name.
struct ConfigPlace {
    std::string source;
    std::uint32_t line = 0;  ///< from 1; 0 for variables
    std::uint32_t column = 0;
};

struct ConfigProblem {
    ConfigPlace place;
    std::string text;
    /// "usher.toml:3:1: unknown key listen.adress; did you mean listen.address?"
    std::string message() const;
};

struct LoadedConfig {
    Config config;
    std::map<std::string, ConfigPlace, std::less<>> places;  ///< by "section.key"; absent: default
};

using Environment = std::vector<std::pair<std::string, std::string>>;
/// The variables of this process whose name begins with USHER_.
Environment process_environment();

/// Without a file only the environment counts. Problems are in order of their place, never empty
/// on failure; secrets are not repeated in them.
std::expected<LoadedConfig, std::vector<ConfigProblem>> load_config(
    const std::optional<std::filesystem::path>& file, const Environment& environment);

}  // namespace usher::ops
