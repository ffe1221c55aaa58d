#include "tests/simulation/pipeline.hpp"

#include <algorithm>

namespace usher::simulation {
namespace {

constexpr std::size_t kPendingMax = 4096;

Instant now() {
    return Scheduler::current().now();
}

}  // namespace

Pipeline::Pipeline(SimulatedRedis& redis, net::Loop& loop, bool send_to_new_server)
    : Connection(redis, loop), send_to_new_server_(send_to_new_server), deadline_(loop) {
    away_since_ = now();
    connect_soon();
}

Pipeline::~Pipeline() {
    alive_.reset();
    loop_.post([pending = std::move(pending_)] {
        for (const auto& call : pending) {
            call->fail({Error::Kind::cancelled, "the connection to Redis was closed"});
        }
    });
}

void Pipeline::enqueue(std::shared_ptr<Call> call) {
    if (pending_.size() >= kPendingMax) {
        return loop_.post([call = std::move(call)] {
            call->fail({Error::Kind::exhausted, "too much is waiting for Redis"});
        });
    }
    call->deadline = now() + kAnswerLimit;
    pending_.push_back(call);
    if (up()) call->leave(*this, call);
    if (pending_.size() == 1) watch();
}

bool Pipeline::answered(const std::shared_ptr<Call>& call) {
    const auto found = std::ranges::find(pending_, call);
    if (found == pending_.end()) return false;
    pending_.erase(found);
    watch();
    return true;
}

void Pipeline::watch() {
    if (pending_.empty()) return deadline_.cancel();
    const auto left = std::max<Instant>(0, pending_.front()->deadline - now());
    deadline_.after(std::chrono::milliseconds((left + kMs - 1) / kMs), [this] { on_deadline(); });
}

void Pipeline::on_deadline() {
    if (pending_.empty() || pending_.front()->deadline > now()) return watch();
    if (up()) return give_up("Redis did not answer within 5 s");
    fail_all({Error::Kind::unavailable, "Redis did not answer within 5 s; it was not sent"});
}

void Pipeline::on_up(bool another_server) {
    trouble_.reset();
    const bool refuse = another_server && !send_to_new_server_;
    if (!refuse) {
        for (const auto& call : pending_) call->leave(*this, call);
    }
    if (another_server) new_server.call_soon(loop_);
    if (refuse) {
        fail_all(
            {Error::Kind::unavailable, "Redis is another server than before; it was not sent"});
    }
}

void Pipeline::on_down(const std::string& why) {
    away_since_ = now();
    trouble_ = Error{Error::Kind::unavailable, why};
    fail_all({Error::Kind::unavailable, why + "; the outcome is unknown"});
}

void Pipeline::on_still_down() {
    if (!trouble_) trouble_ = Error{Error::Kind::unavailable, "Redis cannot be reached"};
    if (now() - away_since_ < kAnswerLimit) return;
    fail_all({Error::Kind::unavailable, "Redis cannot be reached; it was not sent"});
}

void Pipeline::fail_all(Error why) {
    deadline_.cancel();
    const auto alive = std::weak_ptr(alive_);
    for (const auto& call : std::exchange(pending_, {})) call->fail(why);
    if (!alive.expired()) watch();
}

}  // namespace usher::simulation
