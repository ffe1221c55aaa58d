#include "hub/core/conversation/message_text.hpp"

#include <fmt/format.h>

#include "hub/base/utf8.hpp"

namespace usher::core {

std::optional<Rejection> fault_of_text(std::string_view text) {
    if (text.size() > kTextBytesMax) {
        return Rejection{"too_long",
                         fmt::format("The text is {} bytes long; {} fit in one message.",
                                     text.size(), kTextBytesMax)};
    }
    if (!is_utf8(text)) return Rejection{"not_utf8", "The text is not UTF-8."};
    if (trimmed(text).empty()) return Rejection{"empty", "There is no text in the message."};
    return {};
}

}  // namespace usher::core
