// The clock and the randomness of the whole process, by the names that everything reaches them by:
// clock_gettime() of the C library, and hub/base/random.hpp. Linked instead of theirs, so that
// std::chrono, the people of tests/chaos and the hub live in the same virtual time.
#include <sys/syscall.h>
#include <unistd.h>
#include <ctime>

#include "hub/base/random.hpp"
#include "tests/simulation/virtual_clock.hpp"
#include "tests/simulation/virtual_loop.hpp"

extern "C" int clock_gettime(clockid_t clock, timespec* out) noexcept {
    using namespace usher::simulation;
    if (!Scheduler::exists()) return static_cast<int>(::syscall(SYS_clock_gettime, clock, out));
    const auto now = Scheduler::current().now();
    const auto base = clock == CLOCK_REALTIME ? kFirstSecond : std::int64_t{1'000};
    out->tv_sec = base + now / kSecond;
    out->tv_nsec = (now % kSecond) * 1'000;
    return 0;
}

namespace usher {

void random_bytes(std::span<std::uint8_t> out) {
    auto& random = simulation::process_random();
    for (auto& byte : out) byte = static_cast<std::uint8_t>(random.next());
}

Entropy random_entropy() {
    Entropy entropy;
    random_bytes(entropy);
    return entropy;
}

namespace simulation {

Random& process_random() {
    static Random random{0};
    return random;
}

std::int64_t real_us() {
    timespec now{};
    ::syscall(SYS_clock_gettime, CLOCK_MONOTONIC, &now);
    return std::int64_t{now.tv_sec} * kSecond + now.tv_nsec / 1'000;
}

}  // namespace simulation
}  // namespace usher
