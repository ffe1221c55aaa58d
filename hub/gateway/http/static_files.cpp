#include "hub/gateway/http/static_files.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>

#include "hub/base/hash.hpp"
#include "hub/gateway/http/gzip.hpp"
#include "hub/gateway/http/request_parts.hpp"

namespace usher::gateway {
namespace fs = std::filesystem;
namespace {

struct MediaType {
    std::string_view ending;
    std::string_view type;
};
constexpr std::array<MediaType, 18> kTypes{{
    {".html", "text/html; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".mjs", "text/javascript; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".json", "application/json"},
    {".map", "application/json"},
    {".webmanifest", "application/manifest+json"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".jpg", "image/jpeg"},
    {".jpeg", "image/jpeg"},
    {".webp", "image/webp"},
    {".ico", "image/x-icon"},
    {".woff2", "font/woff2"},
    {".mp3", "audio/mpeg"},
    {".ogg", "audio/ogg"},
    {".wasm", "application/wasm"},
    {".txt", "text/plain; charset=utf-8"},
}};
constexpr std::size_t kWorthCompressing = 512;
constexpr std::size_t kHashChars = 8;

bool is_compressible(std::string_view type) {
    return type.starts_with("text/") || type.find("json") != std::string_view::npos ||
           type == "image/svg+xml" || type == "application/wasm" || type == "image/x-icon";
}

bool accepts_compressed(const net::HttpRequest& request) {
    return accepts_gzip(request);
}

}  // namespace

Result<StaticFiles> StaticFiles::load(const fs::path& folder) {
    StaticFiles files;
    std::error_code error;
    for (fs::recursive_directory_iterator it(folder, error), end; !error && it != end;
         it.increment(error)) {
        const bool hidden = it->path().filename().string().starts_with('.');
        if (hidden && it->is_directory()) it.disable_recursion_pending();
        if (hidden || it->is_symlink() || !it->is_regular_file()) continue;
        auto added = files.add(it->path(), it->path().lexically_relative(folder).generic_string());
        if (!added) return std::unexpected(added.error());
    }
    if (error || files.files_.empty()) {
        return fail(Error::Kind::not_found,
                    fmt::format("there are no built pages in {}", folder.string()));
    }
    return files;
}

Result<void> StaticFiles::add(const fs::path& path, std::string name) {
    const auto too_much = [&] {
        return fail(Error::Kind::exhausted, fmt::format("the pages up to {} have more than {} MiB",
                                                        path.string(), kBytesMax >> 20));
    };
    std::error_code error;
    if (fs::file_size(path, error) > kBytesMax - bytes_ && !error) return too_much();
    std::ifstream in(path, std::ios::binary);
    std::string bytes{std::istreambuf_iterator<char>(in), {}};
    if (!in.good() && !in.eof()) {
        return fail(Error::Kind::unavailable, fmt::format("{} cannot be read", path.string()));
    }

    File file;
    file.type = media_type_of(name);
    file.immutable = has_content_hash(name);
    file.etag = fmt::format("\"{:016x}{:016x}\"", hash_bytes(bytes, 1), hash_bytes(bytes, 2));
    bytes_ += bytes.size();
    if (bytes.size() >= kWorthCompressing && is_compressible(file.type)) {
        std::string compressed = gzip(bytes);
        if (!compressed.empty() && compressed.size() < bytes.size() - bytes.size() / 10) {
            bytes_ += compressed.size();
            file.compressed = std::make_shared<const std::string>(std::move(compressed));
        }
    }
    if (bytes_ > kBytesMax) return too_much();
    file.plain = std::make_shared<const std::string>(std::move(bytes));
    files_.emplace(std::move(name), std::move(file));
    return {};
}

std::optional<net::HttpResponse> StaticFiles::serve(const net::HttpRequest& request,
                                                    std::string_view name) const {
    const auto found = files_.find(std::string(name));
    if (found == files_.end()) return std::nullopt;
    const File& file = found->second;
    const bool compressed = file.compressed && accepts_compressed(request);
    std::string etag = file.etag;
    // Strong tags differ between encodings of one file.
    if (compressed) etag.insert(etag.size() - 1, "-gzip");

    net::HttpResponse response;
    response.headers = {
        {"ETag", etag},
        {"Cache-Control", file.immutable ? "public, max-age=31536000, immutable" : "no-cache"}};
    if (file.compressed) response.headers.emplace_back("Vary", "Accept-Encoding");
    if (none_match_names(request, etag)) {
        response.status = 304;
        return response;
    }
    response.headers.emplace_back("Content-Type", file.type);
    if (compressed) response.headers.emplace_back("Content-Encoding", "gzip");
    response.body = compressed ? file.compressed : file.plain;
    return response;
}

std::string_view media_type_of(std::string_view name) {
    for (const auto& [ending, type] : kTypes) {
        if (name.ends_with(ending)) return type;
    }
    return "application/octet-stream";
}

bool has_content_hash(std::string_view name) {
    name.remove_prefix(name.rfind('/') + 1);
    const auto stem = name.substr(0, name.find_last_of('.'));
    if (stem.size() == name.size()) return false;
    const auto is_upper = [](char c) { return c >= 'A' && c <= 'Z'; };
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    const auto is_hex = [&](char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); };
    const auto is_base64 = [&](char c) {
        return is_upper(c) || is_digit(c) || (c >= 'a' && c <= 'z') || c == '-' || c == '_';
    };

    const auto hex = stem.substr(stem.find_last_of("-.") + 1);
    if (hex.size() < stem.size() && hex.size() >= kHashChars && std::ranges::all_of(hex, is_hex)) {
        return std::ranges::any_of(hex, is_digit);
    }
    // "-" is a letter of base64 hashes too, so these are cut by their length.
    if (stem.size() < kHashChars + 2) return false;
    const char mark = stem[stem.size() - kHashChars - 1];
    const auto hash = stem.substr(stem.size() - kHashChars);
    // A word such as "dialogue" is no hash.
    return (mark == '-' || mark == '.') && std::ranges::all_of(hash, is_base64) &&
           (std::ranges::any_of(hash, is_upper) || std::ranges::any_of(hash, is_digit));
}

}  // namespace usher::gateway
