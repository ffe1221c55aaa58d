// A friendly name for a customer who gave none, such as "Amber Heron". The same contact always has
// the same one; two contacts may share one, so it is shown and never used as a key.
#pragma once

#include <string>

#include "hub/base/id.hpp"

namespace usher::core {

std::string pseudonym(ContactId contact);

}  // namespace usher::core
