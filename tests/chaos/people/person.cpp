#include "tests/chaos/people/person.hpp"

#include <algorithm>
#include <chrono>

#include "hub/app/bench/monotonic.hpp"

namespace usher::chaos {
namespace {

using bench::kNsPerMs;
using bench::monotonic_ns;

}  // namespace

void Person::come() {
    if (state_ != State::away) return;
    state_ = State::waiting;
    next_step_ns_ = 0;
}

void Person::leave() {
    if (line_ != 0) around_.board.hang_up(line_);
    end_line();
    state_ = State::away;
}

void Person::lose_line(bool reset) {
    if (state_ == State::away) return;
    if (line_ != 0) around_.board.drop(line_, reset);
    go_away_and_return(back_off_ms());
}

void Person::part(Parting how, std::int64_t away_ms) {
    if (state_ == State::away) return;
    if (line_ != 0 && how == Parting::goodbye) around_.board.hang_up(line_);
    if (line_ != 0 && how != Parting::goodbye) around_.board.drop(line_, how == Parting::reset);
    go_away_and_return(away_ms);
}

void Person::freeze() {
    if (line_ == 0) return;
    frozen_ = true;
    around_.board.stop_reading(line_);
}

void Person::thaw() {
    frozen_ = false;
    if (line_ != 0) around_.board.go_on_reading(line_);
}

void Person::end_line() {
    line_ = 0;
    frozen_ = false;
    told_to_return_ = false;
    outbox_.line_lost();
    line_is_gone();
}

void Person::go_away_and_return(std::int64_t wait_ms) {
    end_line();
    state_ = State::waiting;
    next_step_ns_ = monotonic_ns() + wait_ms * kNsPerMs;
}

std::int64_t Person::back_off_ms() {
    const auto longest =
        std::min<std::int64_t>(around_.patience.back_off_ms_max, 500LL << std::min(failures_, 10U));
    ++failures_;
    return around_.random.below(static_cast<std::uint32_t>(longest) + 1);
}

void Person::on_end(unsigned code, const std::string&) {
    line_ = 0;
    last_close_ = code;
    ++around_.stats.closes[code];
    const bool at_once = code == 4008;
    go_away_and_return(at_once ? 0 : code == 4029 ? 30'000 : back_off_ms());
}

void Person::open_line(const char* path) {
    line_ = around_.board.open(around_.port(*this), path, *this, receive_buffer_);
}

void Person::tick(std::int64_t now_ns) {
    now_ns_ = now_ns;
    const auto& patience = around_.patience;
    switch (state_) {
        case State::away:
            return;
        case State::waiting:
            if (now_ns < next_step_ns_) return;
            state_ = State::arriving;
            next_step_ns_ = now_ns + patience.arrival_ms_max * kNsPerMs;
            return arrive();
        case State::arriving:
            if (now_ns >= next_step_ns_) lose_line(true);
            return;
        case State::live:
            break;
    }
    if (frozen_) return;
    if (now_ns - heard_ns_ > patience.silence_ms_max * kNsPerMs) return lose_line(true);
    if (now_ns - pinged_ns_ > patience.ping_ms * kNsPerMs) {
        pinged_ns_ = now_ns;
        ping();
    }
    if (const auto since = outbox_.oldest_on_its_way_ns(); since != 0) {
        auto& longest = around_.stats.longest_answer_ms;
        longest = std::max(longest, (now_ns - since) / kNsPerMs);
    }
    flush();
    each_tick(now_ns);
}

void Person::welcomed(const std::string& id, bool holds_something) {
    id_ = id;
    state_ = State::live;
    failures_ = 0;
    now_ns_ = heard_ns_ = pinged_ns_ = monotonic_ns();
    ++arrivals_;
    ++around_.stats.arrivals;
    around_.stats.resumes += holds_something;
}

void Person::told_time(std::int64_t server_ms) {
    const auto ours = std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::system_clock::now().time_since_epoch());
    hub_ahead_ms_ = server_ms - ours.count();
}

void Person::heard() {
    now_ns_ = heard_ns_ = monotonic_ns();
}

bool Person::say(std::string conversation, std::string text) {
    const auto a = around_.random.next();
    const bool taken = outbox_.add({.id = new_command_id(a, around_.random.next(), hub_ahead_ms_),
                                    .conversation = std::move(conversation),
                                    .text = std::move(text),
                                    .number = said_ + 1});
    if (taken) {
        ++said_;
    } else {
        ++around_.stats.dropped_offers;
    }
    now_ns_ = monotonic_ns();
    if (live() && !frozen_) flush();
    return taken;
}

void Person::told_to_return() {
    ++around_.stats.goaways;
    told_to_return_ = true;
}

void Person::flush() {
    if (told_to_return_) return;
    while (const auto* message = outbox_.next(id_, client(), now_ns_)) send(*message);
}

void Person::refused(const std::string& command_id, const std::string& code,
                     std::uint32_t retry_ms) {
    ++around_.stats.refusals[code];
    outbox_.refused(command_id, code, retry_ms, now_ns_);
}

}  // namespace usher::chaos
