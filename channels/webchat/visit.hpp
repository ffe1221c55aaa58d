// What a browser says about a visit, brought into the shape the hub keeps: the web chat's part of
// normalising. Pure; called by the customer socket.
#pragma once

#include <string>
#include <string_view>

#include "hub/core/model/actor.hpp"

namespace usher::webchat {

/// Cut to lengths worth keeping; addresses that are not http or https are dropped.
core::PageContext cleaned(const core::PageContext& page);
/// A language or time zone as a browser reports it, at most 64 bytes.
std::string cleaned_tag(std::string_view text);

}  // namespace usher::webchat
