// Appends numbered commands without a pause and remembers every answer; afterwards compares with
// what is stored: acknowledged once, refused never, unknown at most once, in order. For tests of
// faults.
#pragma once

#include <algorithm>
#include <map>
#include <set>

#include "tests/support/redis_wait.hpp"

namespace usher::test {

class Ledger {
  public:
    using Clock = std::chrono::steady_clock;

    Ledger(net::Loop& loop, log::Streams& streams, WorkspaceId workspace)
        : loop_(loop), streams_(streams), workspace_(workspace), pause_(loop) {
        for (int i = 0; i < 16; ++i) append();
    }

    std::size_t acknowledged() const { return acknowledged_.size(); }
    std::size_t failed() const { return failed_; }
    std::size_t failed(Error::Kind kind) const {
        const auto found = failures_.find(kind);
        return found == failures_.end() ? 0 : found->second;
    }
    const Error& last_failure() const { return last_failure_; }
    Clock::duration slowest() const { return slowest_; }

    /// False when nothing is acknowledged within the limit.
    bool goes_on(std::chrono::seconds limit) {
        return run_until(
            loop_, [&, known = acknowledged()] { return acknowledged() > known; }, limit);
    }
    /// No more appends; waits for the answers.
    bool finish() {
        stopping_ = true;
        return run_until(loop_, [&] { return in_flight_ == 0; });
    }
    /// After finish(): what is stored against what was answered.
    void compare() {
        const auto stored = read_all();
        std::map<std::string, int> times;
        for (const auto& body : stored) ++times[body];
        for (const auto& body : acknowledged_)
            EXPECT_EQ(times[body], 1) << body << " was acknowledged";
        for (const auto& body : not_stored_) EXPECT_EQ(times[body], 0) << body << " was refused";
        for (const auto& [body, count] : times) EXPECT_LE(count, 1) << body;
        std::vector<std::string> in_order;
        const std::set<std::string> known(acknowledged_.begin(), acknowledged_.end());
        std::ranges::copy_if(stored, std::back_inserter(in_order),
                             [&](const auto& body) { return known.contains(body); });
        EXPECT_TRUE(in_order == acknowledged_) << "not in the order of the answers";
    }

  private:
    void append() {
        if (stopping_) return;
        ++in_flight_;
        const auto body = std::to_string(next_++);
        streams_.append_command(workspace_, body,
                                [this, body, since = Clock::now()](Result<std::string> id) {
                                    --in_flight_;
                                    slowest_ = std::max(slowest_, Clock::now() - since);
                                    if (id) acknowledged_.push_back(body);
                                    if (!id) note(body, id.error());
                                    if (id) return append();
                                    // A client that was refused does not hammer.
                                    pause_.after(std::chrono::milliseconds(5), [this] {
                                        while (in_flight_ < 16 && !stopping_) append();
                                    });
                                });
    }
    void note(const std::string& body, const Error& error) {
        ++failed_;
        ++failures_[error.kind];
        last_failure_ = error;
        const bool unknown = error.text.find("outcome is unknown") != std::string::npos;
        if (!unknown) not_stored_.push_back(body);
    }
    std::vector<std::string> read_all() {
        const auto reader = streams_.read_commands(workspace_, "");
        Answer<std::string> last;
        streams_.append_command(workspace_, "end", last.callback());
        EXPECT_TRUE(last.wait(loop_));
        std::vector<std::string> bodies;
        while (bodies.empty() || bodies.back() != "end") {
            Answer<std::vector<log::CommandEntry>> answer;
            reader->next(512, answer.callback());
            auto entries = answer.wait(loop_);
            if (!entries) return bodies;
            for (auto& entry : *entries) bodies.push_back(std::move(entry.bytes));
        }
        bodies.pop_back();
        return bodies;
    }

    net::Loop& loop_;
    log::Streams& streams_;
    WorkspaceId workspace_;
    net::Timer pause_;
    std::uint64_t next_ = 0;
    std::size_t in_flight_ = 0;
    bool stopping_ = false;
    std::vector<std::string> acknowledged_;
    std::vector<std::string> not_stored_;
    std::map<Error::Kind, std::size_t> failures_;
    std::size_t failed_ = 0;
    Error last_failure_;
    Clock::duration slowest_{};
};

}  // namespace usher::test
