// Goal: no stored bytes can crash the reader of log entries, and what is read can be written and read again.
#include <cstdlib>

#include "hub/wire/codec.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const auto entry = usher::wire::decode_log_entry(bytes);
    if (entry && !usher::wire::decode_log_entry(usher::wire::encode_log_entry(*entry))) std::abort();
    static_cast<void>(usher::wire::decode_commands(bytes));
    return 0;
}
