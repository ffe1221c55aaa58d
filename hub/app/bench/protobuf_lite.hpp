// Just enough protobuf to drive the hub without its own encoder: varints and length-delimited
// fields, in and out. Used by the bench's dialects only; fixed-width numbers are skipped, groups
// are refused. Source: https://protobuf.dev/programming-guides/encoding/
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace usher::bench {

/// Appends fields to a string of the caller's; a nested message is written to its own string first.
class ProtoWriter {
  public:
    explicit ProtoWriter(std::string& out) : out_(out) {}

    ProtoWriter& number(unsigned field, std::uint64_t value);
    ProtoWriter& bytes(unsigned field, std::string_view value);

  private:
    void varint(std::uint64_t value);
    std::string& out_;
};

/// Walks the fields of one message; the bytes it hands out point into what it was given.
class ProtoReader {
  public:
    explicit ProtoReader(std::string_view message) : rest_(message) {}

    /// Steps to the next field. False at the end, and at the first thing that is not protobuf.
    bool next();
    unsigned field() const { return field_; }
    /// Of a varint field; 0 for others.
    std::uint64_t number() const { return number_; }
    /// Of a length-delimited field; empty for others.
    std::string_view bytes() const { return bytes_; }
    /// Why next() was false.
    bool malformed() const { return malformed_; }

  private:
    bool varint(std::uint64_t& value);
    bool take(std::uint64_t size);

    std::string_view rest_;
    std::string_view bytes_;
    std::uint64_t number_ = 0;
    unsigned field_ = 0;
    bool malformed_ = false;
};

}  // namespace usher::bench
