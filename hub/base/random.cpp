#include "hub/base/random.hpp"

#include <openssl/rand.h>

#include <cstdlib>

namespace usher {

void random_bytes(std::span<std::uint8_t> out) {
    if (RAND_bytes(out.data(), static_cast<int>(out.size())) != 1) std::abort();
}

Entropy random_entropy() {
    Entropy entropy;
    random_bytes(entropy);
    return entropy;
}

}  // namespace usher
