// A PostgreSQL database of a world's own, on the server of a URL, or on one of this program's when
// the URL is "postgres": two worlds in one database would know each other's accounts. It is dropped
// with the object.
#pragma once

#include <string>

namespace usher::chaos {

class OwnDatabase {
  public:
    /// Throws when the server does not let it be made.
    explicit OwnDatabase(std::string server_url);
    ~OwnDatabase();
    OwnDatabase(const OwnDatabase&) = delete;
    OwnDatabase& operator=(const OwnDatabase&) = delete;

    const std::string& url() const { return url_; }
    /// One statement on this database.
    void execute(const std::string& sql) const;

  private:
    std::string server_url_;
    std::string name_;
    std::string url_;
};

}  // namespace usher::chaos
