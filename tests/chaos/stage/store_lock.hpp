// A second writer that holds the history's lock, so that the archive cannot write and everybody can
// still read: the archive stands still for as long as this lives. Used by scenarios that need
// entries which only Redis and the hubs have.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

namespace usher::chaos {

class StoreLock {
  public:
    /// Of the SQLite in `data`, or of PostgreSQL where `url` is not empty. Throws when it cannot be
    /// had within five seconds.
    StoreLock(const std::filesystem::path& data, const std::string& url);
    ~StoreLock();
    StoreLock(const StoreLock&) = delete;
    StoreLock& operator=(const StoreLock&) = delete;

  private:
    struct Held;
    std::unique_ptr<Held> held_;
};

}  // namespace usher::chaos
