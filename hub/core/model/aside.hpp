// A value kept beside its holder and shared by copies of it, so that what is large and rare does not make a
// variant large. Never changed, never absent.
#pragma once

#include <memory>
#include <utility>

namespace usher::core {

template <class T>
class Aside {
  public:
    Aside() : value_(std::make_shared<const T>()) {}
    Aside(T value) : value_(std::make_shared<const T>(std::move(value))) {}
    const T& operator*() const { return *value_; }
    const T* operator->() const { return value_.get(); }

  private:
    std::shared_ptr<const T> value_;
};

}  // namespace usher::core
