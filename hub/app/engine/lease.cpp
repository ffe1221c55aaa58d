#include "hub/app/engine/lease.hpp"

#include "hub/base/failpoint.hpp"

namespace usher::app {

Lease::Lease(net::Loop& loop, log::Streams& streams, WorkspaceId workspace, std::string holder,
             LeaseEvents events)
    : loop_(loop),
      streams_(streams),
      workspace_(workspace),
      holder_(std::move(holder)),
      events_(std::move(events)),
      timer_(loop) {}

Lease::~Lease() {
    alive_.reset();
}

void Lease::start() {
    claim();
}

void Lease::claim() {
    streams_.claim(workspace_, holder_, kTimeToLive,
                   [this, alive = std::weak_ptr(alive_)](Result<std::string> holder) {
                       if (alive.expired() || stopping_) return;
                       if (fails_at("engine.lease.claimed")) {
                           holder = std::unexpected(failed_on_purpose("engine.lease.claimed"));
                       }
                       // Redis is away: nobody else can claim it either. The log keeps us honest.
                       if (holder) take(*holder);
                       if (alive.expired()) return;
                       timer_.after(held_ ? kRenewInterval : kLookInterval, [this] { claim(); });
                   });
}

void Lease::take(const std::string& holder) {
    const bool ours = holder == holder_;
    if (ours == held_) return;
    held_ = ours;
    ours ? events_.gained() : events_.lost();
}

void Lease::stop(std::move_only_function<void()> done) {
    stopping_ = true;
    timer_.cancel();
    if (!held_) return loop_.post(std::move(done));
    held_ = false;
    auto once = std::make_shared<std::move_only_function<void()>>(std::move(done));
    const auto finish = [once] {
        if (auto call = std::exchange(*once, nullptr)) call();
    };
    streams_.release(workspace_, holder_, [finish](Result<void>) { finish(); });
    timer_.after(std::chrono::seconds(1), finish);
}

}  // namespace usher::app
