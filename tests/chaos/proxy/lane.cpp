#include "tests/chaos/proxy/lane.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <limits>
#include <utility>

#include "hub/app/bench/monotonic.hpp"

namespace usher::chaos {

using bench::kNsPerMs;
using bench::kNsPerS;

Lane::State Lane::turn(std::int64_t now_ns, const Faults& faults, bench::Random& random) {
    if (read(now_ns, faults, random) == State::broken) return State::broken;
    return write(now_ns);
}

Lane::State Lane::read(std::int64_t now_ns, const Faults& faults, bench::Random& random) {
    std::array<char, 65536> buffer;
    while (wants_to_read()) {
        const auto count = ::recv(from_, buffer.data(), buffer.size(), MSG_DONTWAIT);
        if (count < 0 && (errno == EAGAIN || errno == EINTR)) break;
        if (count <= 0) {
            // In a hole an end is as silent as everything else.
            at_end_ = true;
            silent_ = faults.blackhole;
            if (count < 0 && !silent_) return State::broken;
            break;
        }
        if (faults.blackhole) continue;
        queue({buffer.data(), static_cast<std::size_t>(count)}, now_ns, faults, random);
    }
    return State::open;
}

void Lane::queue(std::string_view bytes, std::int64_t now_ns, const Faults& faults,
                 bench::Random& random) {
    while (!bytes.empty()) {
        auto size = bytes.size();
        if (faults.slice_max != 0) {
            size = std::min<std::size_t>(
                size, 1 + random.below(static_cast<std::uint32_t>(faults.slice_max)));
        } else if (faults.bytes_per_s != 0) {
            size = std::min<std::size_t>(size, std::max<std::size_t>(1, faults.bytes_per_s / 50));
        }
        auto due = now_ns + faults.delay.count() * kNsPerMs;
        if (faults.jitter.count() > 0) {
            due += random.below(static_cast<std::uint32_t>(faults.jitter.count()) + 1) * kNsPerMs;
        }
        if (faults.bytes_per_s != 0) {
            const auto takes = static_cast<std::int64_t>(size) * kNsPerS /
                               static_cast<std::int64_t>(faults.bytes_per_s);
            due = std::max(due, last_due_ns_ + takes);
        }
        last_due_ns_ = std::max(due, last_due_ns_);
        waiting_.push_back({last_due_ns_, std::string(bytes.substr(0, size))});
        waiting_bytes_ += size;
        bytes.remove_prefix(size);
    }
}

Lane::State Lane::write(std::int64_t now_ns) {
    blocked_ = false;
    while (!waiting_.empty() && waiting_.front().due_ns <= now_ns) {
        auto& piece = waiting_.front();
        const auto size = std::min(piece.bytes.size(), left_until_cut_);
        const auto count = ::send(to_, piece.bytes.data(), size, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (count < 0 && (errno == EAGAIN || errno == EINTR)) {
            blocked_ = true;
            return State::open;
        }
        if (count < 0) return State::broken;
        const auto sent = static_cast<std::size_t>(count);
        passed_ += sent;
        waiting_bytes_ -= sent;
        if (left_until_cut_ != ~std::size_t{0}) left_until_cut_ -= sent;
        if (left_until_cut_ == 0) return State::broken;
        piece.bytes.erase(0, sent);
        if (piece.bytes.empty()) waiting_.pop_front();
    }
    if (at_end_ && !silent_ && waiting_.empty()) half_close();
    return closed_ ? State::ended : State::open;
}

void Lane::half_close() {
    if (std::exchange(closed_, true)) return;
    at_end_ = true;
    waiting_.clear();
    waiting_bytes_ = 0;
    ::shutdown(to_, SHUT_WR);
}

std::int64_t Lane::next_due_ns() const {
    if (waiting_.empty() || blocked_) return std::numeric_limits<std::int64_t>::max();
    return waiting_.front().due_ns;
}

}  // namespace usher::chaos
