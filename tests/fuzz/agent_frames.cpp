// Goal: no bytes of a agent can crash the reader of frames, in binary or JSON.
#include "hub/wire/agent_frames.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    static_cast<void>(usher::wire::decode_agent_frames(bytes, usher::wire::Encoding::binary));
    static_cast<void>(usher::wire::decode_agent_frames(bytes, usher::wire::Encoding::json));
    return 0;
}
