// How often somebody may try to log in: per network address and per e-mail, each a token bucket in
// a bounded table. Asked before a password is looked at, so it answers alike for known and unknown
// people.
#pragma once

#include <chrono>
#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "hub/base/timestamp.hpp"
#include "hub/gateway/rate_limit.hpp"

namespace usher::gateway {

/// The entry that was not used for longest gives way to a new one.
class BucketTable {
  public:
    BucketTable(Rate rate, std::size_t entries_max) : rate_(rate), entries_max_(entries_max) {}

    /// Empty when it may go on; otherwise how long to wait.
    std::optional<std::chrono::milliseconds> take(const std::string& key, Timestamp now);
    std::size_t size() const { return index_.size(); }

  private:
    struct Entry {
        std::string key;
        TokenBucket bucket;
    };
    Rate rate_;
    std::size_t entries_max_;
    std::list<Entry> entries_;  // the last used first
    std::unordered_map<std::string, std::list<Entry>::iterator> index_;
};

class LoginLimits {
  public:
    static constexpr std::size_t kEntriesMax = 20'000;  ///< of each table; about 4 MB when full

    LoginLimits(std::int64_t per_address_a_minute, std::int64_t per_email_a_minute);

    /// Empty when the attempt may go on; otherwise how long to wait.
    std::optional<std::chrono::milliseconds> take(std::string_view address, std::string_view email,
                                                  Timestamp now);

  private:
    BucketTable by_address_;
    BucketTable by_email_;
};

/// What counts as one client: an IPv4 address, the first 64 bits of an IPv6 address.
std::string client_network(std::string_view address);

}  // namespace usher::gateway
