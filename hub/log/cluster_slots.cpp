#include "hub/log/cluster_slots.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace usher::log {
namespace {

constexpr std::array<std::uint16_t, 256> crc16_table() {
    std::array<std::uint16_t, 256> table{};
    for (unsigned byte = 0; byte < 256; ++byte) {
        unsigned crc = byte << 8;
        for (int bit = 0; bit < 8; ++bit) crc = (crc << 1) ^ ((crc & 0x8000) != 0 ? 0x1021 : 0);
        table[byte] = static_cast<std::uint16_t>(crc);
    }
    return table;
}

constexpr auto kCrc16 = crc16_table();

constexpr std::string_view kLater[] = {"TRYAGAIN",   "CLUSTERDOWN", "LOADING",
                                       "MASTERDOWN", "READONLY",    "BUSY "};

template <class Number>
std::optional<Number> number_in(std::string_view text) {
    Number value = 0;
    const auto [end, error] = std::from_chars(text.begin(), text.end(), value);
    if (error != std::errc{} || end != text.end()) return std::nullopt;
    return value;
}

/// Redis writes "" or "?" for a host it does not know.
std::string host_or(const std::string& announced, const ClusterNode& asked) {
    return announced.empty() || announced == "?" ? asked.host : announced;
}

}  // namespace

std::uint16_t slot_of(std::string_view key) {
    if (const auto open = key.find('{'); open != key.npos) {
        const auto close = key.find('}', open + 1);
        if (close != key.npos && close != open + 1) key = key.substr(open + 1, close - open - 1);
    }
    unsigned crc = 0;
    for (const char c : key) {
        crc = ((crc << 8) ^ kCrc16[((crc >> 8) ^ static_cast<unsigned char>(c)) & 0xff]) & 0xffff;
    }
    return static_cast<std::uint16_t>(crc % kSlots);
}

std::optional<std::string_view> key_in(std::initializer_list<std::string_view> command) {
    const auto found = std::ranges::find_if(
        command, [](std::string_view argument) { return argument.starts_with('{'); });
    if (found == command.end()) return std::nullopt;
    return *found;
}

// [[first slot, last slot, [host, port, id, …] of the primary, [host, port, id, …] of replicas…]…]
Result<SlotMap> SlotMap::parse(const Reply& slots, const ClusterNode& asked) {
    const auto alien = [&] {
        return fail(Error::Kind::corrupt,
                    fmt::format("Redis at {} describes its cluster in an unknown way; Redis 7.0 or "
                                "newer is needed",
                                asked.text()));
    };
    if (slots.type != Reply::Type::array) return alien();
    SlotMap map;
    for (const Reply& range : slots.items) {
        if (range.items.size() < 3 || range.items[2].items.size() < 2) return alien();
        const auto first = range.items[0].integer;
        const auto last = range.items[1].integer;
        const Reply& primary = range.items[2];
        const auto port = primary.items[1].integer;
        if (first < 0 || first > last || last >= static_cast<std::int64_t>(kSlots)) return alien();
        if (port < 0 || port > 65535) return alien();
        if (port == 0) continue;  // an address nobody knows yet
        const auto node =
            map.index_of({host_or(primary.items[0].text, asked), static_cast<std::uint16_t>(port)});
        std::fill(map.owners_.begin() + first, map.owners_.begin() + last + 1, node);
    }
    if (map.primaries_.empty()) {
        return fail(Error::Kind::unavailable,
                    fmt::format("the Redis cluster of {} serves no slot; see its CLUSTER INFO",
                                asked.text()));
    }
    return map;
}

const ClusterNode* SlotMap::owner(std::uint16_t slot) const {
    const auto index = owners_[slot];
    return index == kNobody ? nullptr : &primaries_[index];
}

bool SlotMap::has(const ClusterNode& node) const {
    return std::ranges::find(primaries_, node) != primaries_.end();
}

void SlotMap::set_owner(std::uint16_t slot, const ClusterNode& node) {
    owners_[slot] = index_of(node);
}

std::uint16_t SlotMap::index_of(const ClusterNode& node) {
    const auto found = std::ranges::find(primaries_, node);
    const auto index = static_cast<std::uint16_t>(found - primaries_.begin());
    if (found == primaries_.end()) primaries_.push_back(node);
    return index;
}

// "MOVED 3999 127.0.0.1:6381", "ASK 3999 ::1:6381", "MOVED 3999 :6381" (no host announced)
std::optional<Refusal> refusal_of(std::string_view redis_error, const ClusterNode& from) {
    for (const auto word : kLater) {
        if (redis_error.starts_with(word)) return Refusal{};
    }
    Refusal refusal;
    if (redis_error.starts_with("MOVED ")) {
        refusal.kind = Refusal::Kind::moved;
        redis_error.remove_prefix(6);
    } else if (redis_error.starts_with("ASK ")) {
        refusal.kind = Refusal::Kind::ask;
        redis_error.remove_prefix(4);
    } else {
        return std::nullopt;
    }
    const auto space = redis_error.find(' ');
    const auto colon = redis_error.rfind(':');
    if (space == redis_error.npos || colon == redis_error.npos || colon < space) return Refusal{};
    const auto slot = number_in<std::uint16_t>(redis_error.substr(0, space));
    const auto port = number_in<std::uint16_t>(redis_error.substr(colon + 1));
    if (!slot || *slot >= kSlots || !port || *port == 0) return Refusal{};
    refusal.slot = *slot;
    refusal.node = {host_or(std::string(redis_error.substr(space + 1, colon - space - 1)), from),
                    *port};
    return refusal;
}

}  // namespace usher::log
