#include "tests/lint/layers/layer_rules.hpp"

#include <algorithm>
#include <map>
#include <regex>
#include <set>
#include <sstream>

namespace usher::lint {
namespace {

using Rooms = std::set<std::string>;

/// Every room may include itself. "channels" stands for every channel and the SDK.
const std::map<std::string, Rooms> kMayInclude{
    {"base", {}},
    {"core", {"base"}},
    {"ops", {"base"}},
    {"channels", {"core", "base", "sdk"}},
    {"channel driver", {"core", "base", "sdk", "net", "ops"}},
    {"wire", {"core", "base"}},
    {"engine", {"core", "base"}},
    {"net", {"base", "ops"}},
    {"log", {"core", "base", "ops", "wire", "net"}},
    {"store", {"core", "base", "ops", "wire"}},
    {"gateway", {"engine", "channels", "wire", "net", "log", "store", "ops", "core", "base"}},
    {"delivery", {"engine", "channels", "net", "ops", "core", "base"}},
    {"app",
     {"gateway", "delivery", "engine", "channels", "wire", "net", "log", "store", "ops", "core",
      "base"}},
};
/// The only files of net that log may see: the loop and its timer.
const std::set<std::string> kNetForLog{"hub/net/loop.hpp"};

const std::vector<std::string> kImpureHeaders{
    "boost/asio",         "boost/beast", "hiredis", "thread",     "mutex",      "shared_mutex",
    "condition_variable", "atomic",      "future",  "semaphore",  "latch",      "barrier",
    "stop_token",         "random",      "ctime",   "time.h",     "sys/time.h", "sys/socket.h",
    "unistd.h",           "iostream",    "fstream", "filesystem", "spdlog",     "openssl/rand.h",
    "sodium.h",           "sqlite3.h",   "curl"};
const std::vector<std::string> kHeavyHeaders{"boost/asio", "boost/beast", "hiredis",
                                             "sqlite3.h",  "toml++",      "spdlog"};

bool is_header_of(std::string_view target, const std::vector<std::string>& list) {
    return std::ranges::any_of(list, [&](const std::string& name) {
        return target == name || target.starts_with(name + "/") || target.starts_with(name + ".");
    });
}

bool is_channel(std::string_view room) {
    return room.starts_with("channels/");
}

bool is_driver(std::string_view path) {
    return is_channel(room_of(path)) &&
           path.substr(path.rfind('/') + 1).find("driver") != path.npos;
}

bool is_pure(std::string_view path) {
    const std::string room = room_of(path);
    return room == "core" || room == "engine" || (is_channel(room) && !is_driver(path));
}

bool is_generated(std::string_view target) {
    return target.ends_with(".pb.h");
}

std::string at(const SourceFile& file, std::size_t line) {
    return file.path + ":" + std::to_string(line) + ": ";
}

bool allowed(const SourceFile& file, const std::string& from, const std::string& to) {
    if (from == to) return true;
    const std::string row = is_driver(file.path) ? "channel driver"
                            : is_channel(from)   ? "channels"
                                                 : from;
    const auto& may = kMayInclude.at(row);
    if (to == "channels/sdk" && may.contains("sdk")) return true;
    return is_channel(to) ? may.contains("channels") : may.contains(to);
}

}  // namespace

std::string room_of(std::string_view path) {
    const auto second = [&](std::size_t from) {
        const auto end = path.find('/', from);
        return end == path.npos ? std::string() : std::string(path.substr(from, end - from));
    };
    if (path.starts_with("hub/")) return second(4);
    if (path.starts_with("channels/") && !second(9).empty()) return "channels/" + second(9);
    return {};
}

Offences check_layers(const std::vector<SourceFile>& files) {
    Offences out;
    for (const SourceFile& file : files) {
        const std::string from = room_of(file.path);
        if (from.empty()) continue;
        if (!is_channel(from) && !kMayInclude.contains(from)) {
            out.push_back(at(file, 1) + "room '" + from + "' is not in the table of rooms");
            continue;
        }
        for (const Include& include : includes_of(file)) {
            const std::string to = room_of(include.target);
            if (include.target.starts_with("tests/")) {
                out.push_back(at(file, include.line) + "includes a test's file");
            } else if (include.target.starts_with("../") || include.target.starts_with("./")) {
                out.push_back(at(file, include.line) + "include paths start at the root");
            } else if (!to.empty() && !allowed(file, from, to)) {
                out.push_back(at(file, include.line) + from + " must not include " + to);
            } else if (from == "log" && to == "net" && !kNetForLog.contains(include.target)) {
                out.push_back(at(file, include.line) + "log may use the loop of net, nothing else");
            }
        }
    }
    return out;
}

Offences check_purity(const std::vector<SourceFile>& files) {
    static const std::regex clock(
        R"(::\s*now\s*\(|\b(system|steady|high_resolution|utc)_clock\b|\bgettimeofday\b|\bclock_gettime\b|\btime\s*\(\s*(0|NULL|nullptr)\s*\))");
    static const std::regex chance(R"(\brandom_device\b|\bmt19937|\b(std::)?s?rand\s*\()");
    static const std::regex world(
        R"(\bgetenv\b|\bstd::(cout|cerr|clog|thread|jthread|mutex|atomic)\b)");
    Offences out;
    for (const SourceFile& file : files) {
        if (!is_pure(file.path)) continue;
        for (const Include& include : includes_of(file)) {
            if (is_header_of(include.target, kImpureHeaders)) {
                out.push_back(at(file, include.line) + "pure code includes <" + include.target +
                              ">");
            }
        }
        std::istringstream lines(code_only(file.text));
        std::size_t number = 0;
        for (std::string line; std::getline(lines, line);) {
            ++number;
            if (line.find("#include") != line.npos) continue;
            if (std::regex_search(line, clock))
                out.push_back(at(file, number) + "pure code reads a clock");
            if (std::regex_search(line, chance))
                out.push_back(at(file, number) + "pure code draws randomness");
            if (std::regex_search(line, world))
                out.push_back(at(file, number) + "pure code touches the world");
        }
    }
    return out;
}

Offences check_protobuf(const std::vector<SourceFile>& files) {
    Offences out;
    for (const SourceFile& file : files) {
        const std::string room = room_of(file.path);
        if (room.empty() || room == "wire" || room == "channels/sdk") continue;
        for (const Include& include : includes_of(file)) {
            if (is_generated(include.target)) {
                out.push_back(at(file, include.line) +
                              "generated protobuf belongs to hub/wire alone");
            }
        }
    }
    return out;
}

Offences check_heavy_headers(const std::vector<SourceFile>& files) {
    std::map<std::string, std::vector<Include>> includes;
    std::set<std::string> heavy;
    for (const SourceFile& file : files) {
        includes[file.path] = includes_of(file);
        for (const Include& include : includes[file.path]) {
            if (is_generated(include.target) || is_header_of(include.target, kHeavyHeaders)) {
                heavy.insert(file.path);
            }
        }
    }
    for (bool grew = true; grew;) {
        grew = false;
        for (const auto& [path, list] : includes) {
            const bool brings = std::ranges::any_of(
                list, [&](const Include& include) { return heavy.contains(include.target); });
            if (brings) grew |= heavy.insert(path).second;
        }
    }
    Offences out;
    for (const SourceFile& file : files) {
        for (const Include& include : includes[file.path]) {
            if (!heavy.contains(include.target) || room_of(include.target) == room_of(file.path))
                continue;
            out.push_back(at(file, include.line) + include.target +
                          " brings in a heavy library; it is private to its room");
        }
    }
    return out;
}

}  // namespace usher::lint
