#include "hub/store/postgres/body.hpp"

#include <fmt/format.h>

#include "hub/wire/codec.hpp"

namespace usher::store::postgres {

core::Event read_body(const Connection& connection, std::string_view bytes) {
    auto event = wire::decode_event(bytes);
    if (!event) raise_damaged(connection, event.error().text);
    return *std::move(event);
}

const core::MessageAdded& message_of(const Connection& connection, const core::Event& event) {
    const auto* message = std::get_if<core::MessageAdded>(&event.body);
    if (message == nullptr) raise_damaged(connection, "a message that is none");
    return *message;
}

void raise_damaged(const Connection& connection, std::string_view what) {
    raise(Error::Kind::corrupt,
          fmt::format("{} is damaged ({}); restore a backup", connection.place(), what));
}

}  // namespace usher::store::postgres
