// The built pages, read into memory once and served from there: strong entity tags, compressed
// variants, lasting caching for names that carry a hash. A request can only name what was found at
// start, so no path leads anywhere else.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "hub/base/result.hpp"
#include "hub/net/http.hpp"

namespace usher::gateway {

class StaticFiles {
  public:
    static constexpr std::size_t kBytesMax =
        std::size_t{32} << 20;  ///< of one folder, compressed variants included

    /// Hidden files and symbolic links are left out. Errors: not_found when there is no such folder
    /// or nothing in it, exhausted above kBytesMax; both name the folder.
    static Result<StaticFiles> load(const std::filesystem::path& folder);

    /// 200 or 304 for "assets/index-BxYz1234.js"; nothing when there is no such file.
    std::optional<net::HttpResponse> serve(const net::HttpRequest& request,
                                           std::string_view name) const;

    std::size_t bytes() const { return bytes_; }

  private:
    struct File {
        std::shared_ptr<const std::string> plain;
        std::shared_ptr<const std::string> compressed;  ///< null when not worth it
        std::string etag;
        std::string type;
        bool immutable = false;
    };
    Result<void> add(const std::filesystem::path& path, std::string name);

    std::unordered_map<std::string, File> files_;
    std::size_t bytes_ = 0;
};

/// By the name's ending; application/octet-stream for others.
std::string_view media_type_of(std::string_view name);
/// "index-BxYz1234.js", "panel-8f3a2c1d09.css": a build names it anew when its content changes.
bool has_content_hash(std::string_view name);

}  // namespace usher::gateway
