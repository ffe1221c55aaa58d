#include "hub/app/bench/protobuf_lite.hpp"

namespace usher::bench {
namespace {

enum WireType : unsigned { kVarint = 0, kFixed64 = 1, kBytes = 2, kFixed32 = 5 };

}  // namespace

void ProtoWriter::varint(std::uint64_t value) {
    while (value >= 0x80) {
        out_.push_back(static_cast<char>(value | 0x80));
        value >>= 7;
    }
    out_.push_back(static_cast<char>(value));
}

ProtoWriter& ProtoWriter::number(unsigned field, std::uint64_t value) {
    varint((std::uint64_t{field} << 3) | kVarint);
    varint(value);
    return *this;
}

ProtoWriter& ProtoWriter::bytes(unsigned field, std::string_view value) {
    varint((std::uint64_t{field} << 3) | kBytes);
    varint(value.size());
    out_.append(value);
    return *this;
}

bool ProtoReader::varint(std::uint64_t& value) {
    value = 0;
    for (unsigned shift = 0; shift < 64 && !rest_.empty(); shift += 7) {
        const auto byte = static_cast<unsigned char>(rest_.front());
        rest_.remove_prefix(1);
        value |= std::uint64_t{byte & 0x7fu} << shift;
        if (byte < 0x80) return true;
    }
    return false;
}

bool ProtoReader::take(std::uint64_t size) {
    if (size > rest_.size()) return false;
    bytes_ = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return true;
}

bool ProtoReader::next() {
    if (rest_.empty() || malformed_) return false;
    bytes_ = {};
    number_ = 0;
    std::uint64_t key = 0;
    std::uint64_t size = 0;
    bool good = varint(key) && (key >> 3) != 0 && (key >> 3) < (1u << 29);
    if (good) {
        field_ = static_cast<unsigned>(key >> 3);
        switch (key & 7) {
            case kVarint:
                good = varint(number_);
                break;
            case kBytes:
                good = varint(size) && take(size);
                break;
            case kFixed64:
                good = take(8);
                break;
            case kFixed32:
                good = take(4);
                break;
            default:
                good = false;
        }
        if ((key & 7) != kBytes) bytes_ = {};
    }
    malformed_ = !good;
    return good;
}

}  // namespace usher::bench
