#include "hub/base/utf8.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

namespace usher {
namespace {

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; }

/// Length of the character that starts at `at`; 0 if none does.
std::size_t character_length(std::string_view text, std::size_t at) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[at + i]); };
    const std::size_t left = text.size() - at;
    const unsigned char first = byte(0);
    if (first < 0x80) return 1;
    if (first < 0xc2) return 0;
    if (first < 0xe0) return left >= 2 && is_continuation(text[at + 1]) ? 2 : 0;
    if (first < 0xf0) {
        if (left < 3 || !is_continuation(text[at + 1]) || !is_continuation(text[at + 2])) return 0;
        if (first == 0xe0 && byte(1) < 0xa0) return 0;
        if (first == 0xed && byte(1) >= 0xa0) return 0;
        return 3;
    }
    if (first > 0xf4 || left < 4) return 0;
    for (std::size_t i = 1; i < 4; ++i) {
        if (!is_continuation(text[at + i])) return 0;
    }
    if (first == 0xf0 && byte(1) < 0x90) return 0;
    if (first == 0xf4 && byte(1) >= 0x90) return 0;
    return 4;
}

/// Whether the next eight bytes are ASCII, which most text is.
bool is_ascii_word(std::string_view text, std::size_t at) {
    std::uint64_t word = 0;
    if (text.size() - at < sizeof word) return false;
    std::memcpy(&word, text.data() + at, sizeof word);
    return (word & 0x8080808080808080ULL) == 0;
}

constexpr std::array<std::string_view, 8> kSpaces = {" ",  "\t", "\n",       "\r",
                                                     "\v", "\f", "\xc2\xa0", "\xe3\x80\x80"};

}  // namespace

bool is_utf8(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        if (is_ascii_word(text, at)) {
            at += sizeof(std::uint64_t);
            continue;
        }
        const auto length = character_length(text, at);
        if (length == 0) return false;
        at += length;
    }
    return true;
}

std::string_view trimmed(std::string_view text) {
    // Letters and digits begin and end most texts.
    const auto solid = [](unsigned char c) { return c > 0x20 && c < 0x7f; };
    if (!text.empty() && solid(text.front()) && solid(text.back())) return text;
    for (bool again = true; again;) {
        again = false;
        for (auto space : kSpaces) {
            if (text.starts_with(space)) {
                text.remove_prefix(space.size());
                again = true;
            }
            if (text.ends_with(space)) {
                text.remove_suffix(space.size());
                again = true;
            }
        }
    }
    return text;
}

std::string_view cut(std::string_view text, std::size_t bytes_max) {
    if (text.size() <= bytes_max) return text;
    std::size_t end = bytes_max;
    while (end > 0 && is_continuation(text[end])) --end;
    return text.substr(0, end);
}

std::string single_line(std::string_view text, std::size_t bytes_max) {
    const auto is_plain = [](char c) { return static_cast<unsigned char>(c) > 0x20 && c != 0x7f; };
    text = trimmed(text);
    // Most text is one line with single spaces as far as it is looked at.
    const auto looked_at = text.substr(0, bytes_max + 1);
    const auto rough = std::ranges::adjacent_find(
        looked_at, [&](char a, char b) { return !is_plain(b) && (b != ' ' || a == ' '); });
    if (rough == looked_at.end()) return std::string(cut(looked_at, bytes_max));
    std::string line;
    line.reserve(std::min(text.size(), bytes_max + 4));
    // Runs of plain characters are taken whole.
    bool gap = false;
    for (auto at = text.begin(); at != text.end() && line.size() <= bytes_max;) {
        const auto end = std::find_if_not(at, text.end(), is_plain);
        if (gap && at != end) line += ' ';
        line.append(at, std::min(end, at + static_cast<std::ptrdiff_t>(std::min<std::size_t>(
                                              bytes_max + 1, static_cast<std::size_t>(end - at)))));
        gap = gap && at == end;
        at = end;
        for (; at != text.end() && !is_plain(*at); ++at) gap = true;
    }
    return std::string(cut(line, bytes_max));
}

}  // namespace usher
