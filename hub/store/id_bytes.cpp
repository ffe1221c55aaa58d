#include "hub/store/id_bytes.hpp"

namespace usher::store {

std::array<char, 16> bytes_of(Bits128 bits) {
    std::array<char, 16> bytes;
    for (std::size_t i = 0; i < 8; ++i) {
        bytes[i] = static_cast<char>(bits.high >> (56 - 8 * i));
        bytes[8 + i] = static_cast<char>(bits.low >> (56 - 8 * i));
    }
    return bytes;
}

Bits128 bits_from(std::string_view bytes) {
    Bits128 bits;
    for (std::size_t i = 0; i < 8; ++i) {
        bits.high = (bits.high << 8) | static_cast<unsigned char>(bytes[i]);
        bits.low = (bits.low << 8) | static_cast<unsigned char>(bytes[8 + i]);
    }
    return bits;
}

}  // namespace usher::store
