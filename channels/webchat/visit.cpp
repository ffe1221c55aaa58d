#include "channels/webchat/visit.hpp"

#include "hub/base/utf8.hpp"

namespace usher::webchat {
namespace {

constexpr std::size_t kUrlBytes = 2048;
constexpr std::size_t kTitleBytes = 512;
constexpr std::size_t kTagBytes = 64;

std::string web_address(std::string_view text) {
    if (!text.starts_with("https://") && !text.starts_with("http://")) return {};
    return single_line(text, kUrlBytes);
}

}  // namespace

core::PageContext cleaned(const core::PageContext& page) {
    return {web_address(page.url), single_line(page.title, kTitleBytes),
            web_address(page.referrer)};
}

std::string cleaned_tag(std::string_view text) {
    return single_line(text, kTagBytes);
}

}  // namespace usher::webchat
