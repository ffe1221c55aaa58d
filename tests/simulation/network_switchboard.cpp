// The Switchboard of tests/chaos over the simulated network; linked instead of its own.
#include "tests/simulation/network.hpp"

namespace usher::chaos {

using simulation::Network;

Switchboard::Switchboard(std::uint64_t seed) : random_(seed) {}
Switchboard::~Switchboard() = default;

LineId Switchboard::open(std::uint16_t port, const char* path, LineListener& listener, int) {
    return Network::current().open(port, path, listener);
}
void Switchboard::send(LineId line, std::string_view payload) {
    Network::current().send(line, payload);
}
void Switchboard::stop_reading(LineId line) {
    Network::current().stop_reading(line);
}
void Switchboard::go_on_reading(LineId line) {
    Network::current().go_on_reading(line);
}
void Switchboard::hang_up(LineId line) {
    Network::current().hang_up(line);
}
void Switchboard::drop(LineId line, bool) {
    Network::current().drop(line);
}
void Switchboard::post(std::uint16_t port, const std::string& path, const std::string& body,
                       const std::string& cookie, std::int64_t deadline_ns, Answered answered) {
    Network::current().post(port, path, body, cookie, deadline_ns, std::move(answered));
}

}  // namespace usher::chaos
