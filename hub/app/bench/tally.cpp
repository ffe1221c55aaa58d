#include "hub/app/bench/tally.hpp"

#include <algorithm>

namespace usher::bench {
namespace {

enum Fate : std::uint8_t { kArrived = 1, kSettled = 2, kRejected = 4 };

}  // namespace

MessageRef Tally::send(Lane lane) {
    auto& fates = lanes_[lane.number].fates;
    fates.push_back(0);
    ++sent_;
    ++outstanding_;
    return {.lane = lane, .counter = static_cast<std::uint32_t>(fates.size())};
}

std::uint8_t* Tally::fate(MessageRef message) {
    if (message.lane.number >= lanes_.size() || message.counter == 0) return nullptr;
    auto& fates = lanes_[message.lane.number].fates;
    return message.counter > fates.size() ? nullptr : &fates[message.counter - 1];
}

void Tally::accounted(std::uint8_t before) {
    if ((before & (kArrived | kRejected)) == 0) --outstanding_;
}

Tally::Arrival Tally::arrived(MessageRef message) {
    std::uint8_t* const found = fate(message);
    if (found == nullptr) {
        ++unknown_;
        return Arrival::unknown;
    }
    if ((*found & kArrived) != 0) {
        ++doubled_;
        return Arrival::doubled;
    }
    accounted(*found);
    *found |= kArrived;
    ++received_;
    auto& highest = lanes_[message.lane.number].highest;
    if (message.counter < highest) ++disordered_;
    highest = std::max(highest, message.counter);
    return Arrival::first;
}

bool Tally::settled(MessageRef message) {
    std::uint8_t* const found = fate(message);
    if (found == nullptr || (*found & kSettled) != 0) return false;
    *found |= kSettled;
    return true;
}

bool Tally::rejected(MessageRef message) {
    std::uint8_t* const found = fate(message);
    if (found == nullptr || (*found & kRejected) != 0) return false;
    accounted(*found);
    *found |= kRejected;
    ++rejected_;
    return true;
}

bool Tally::complete(MessageRef message, bool with_settled) const {
    const auto fate = lanes_[message.lane.number].fates[message.counter - 1];
    const std::uint8_t wanted = with_settled ? kArrived | kSettled : kArrived;
    return (fate & wanted) == wanted;
}

}  // namespace usher::bench
