#include "hub/gateway/http/login_limits.hpp"

#include <arpa/inet.h>

#include <array>

namespace usher::gateway {
namespace {

Rate a_minute(std::int64_t times) {
    const auto burst = static_cast<double>(times);
    return {burst, burst / 60};
}

std::string lower(std::string_view text) {
    std::string out(text);
    for (char& c : out) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return out;
}

}  // namespace

std::optional<std::chrono::milliseconds> BucketTable::take(const std::string& key, Timestamp now) {
    const auto known = index_.find(key);
    if (known != index_.end()) {
        entries_.splice(entries_.begin(), entries_, known->second);
    } else {
        if (entries_.size() >= entries_max_) {
            index_.erase(entries_.back().key);
            entries_.pop_back();
        }
        entries_.push_front({key, TokenBucket(rate_, now)});
        index_.emplace(key, entries_.begin());
    }
    TokenBucket& bucket = entries_.front().bucket;
    if (bucket.take(now)) return std::nullopt;
    return bucket.wait();
}

LoginLimits::LoginLimits(std::int64_t per_address_a_minute, std::int64_t per_email_a_minute)
    : by_address_(a_minute(per_address_a_minute), kEntriesMax),
      by_email_(a_minute(per_email_a_minute), kEntriesMax) {}

std::optional<std::chrono::milliseconds> LoginLimits::take(std::string_view address,
                                                           std::string_view email, Timestamp now) {
    // A client that is over its own limit must not use up somebody else's e-mail bucket.
    if (const auto wait = by_address_.take(client_network(address), now)) return wait;
    return by_email_.take(lower(email), now);
}

std::string client_network(std::string_view address) {
    std::array<unsigned char, 16> bytes{};
    if (inet_pton(AF_INET6, std::string(address).c_str(), bytes.data()) != 1)
        return std::string(address);
    return std::string(bytes.begin(), bytes.begin() + 8);
}

}  // namespace usher::gateway
