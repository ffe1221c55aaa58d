// A value of a JSON document and where it stands, so that whoever reads it can name the place of a
// mistake. Thrown mistakes do not leave whoever reads a whole document: read_sla_file(),
// read_definition().
#pragma once

#include <boost/json.hpp>
#include <initializer_list>
#include <string>
#include <string_view>

namespace usher::wire {

/// At `path`, as calendars.office.windows.mon[0].
struct Mistake {
    std::string path;
    std::string reason;
};

class JsonPlace {
  public:
    JsonPlace(const boost::json::value& value, std::string path)
        : value_(&value), path_(std::move(path)) {}

    [[noreturn]] void wrong(std::string reason) const { throw Mistake{path_, std::move(reason)}; }
    bool is_null() const { return value_->is_null(); }
    bool truth() const {
        if (!value_->is_bool()) wrong("true or false is expected");
        return value_->get_bool();
    }
    std::string text() const {
        if (!value_->is_string()) wrong("a text is expected");
        return std::string(value_->get_string());
    }

    bool has(std::string_view name) const { return object().contains(name); }
    JsonPlace operator[](std::string_view name) const {
        const auto* found = object().if_contains(name);
        if (found == nullptr) throw Mistake{below(name), "it is missing"};
        return {*found, below(name)};
    }
    /// Other members than these are mistakes: a misspelt one would be silently without effect.
    void allow_only(std::initializer_list<std::string_view> names) const {
        for (const auto& [key, value] : object()) {
            bool known = false;
            for (const auto name : names) known = known || name == key;
            if (!known) throw Mistake{below(key), "there is no such member"};
        }
    }
    template <class Call>
    void each_member(Call call) const {
        for (const auto& [key, value] : object()) {
            call(std::string(key), JsonPlace(value, below(key)));
        }
    }
    template <class Call>
    void each_element(Call call) const {
        if (!value_->is_array()) wrong("a list is expected");
        std::size_t nth = 0;
        for (const auto& value : value_->get_array()) {
            call(JsonPlace(value, path_ + '[' + std::to_string(nth++) + ']'));
        }
    }

  private:
    const boost::json::object& object() const {
        if (!value_->is_object()) wrong("an object is expected");
        return value_->get_object();
    }
    std::string below(std::string_view name) const {
        return path_.empty() ? std::string(name) : path_ + '.' + std::string(name);
    }

    const boost::json::value* value_;
    std::string path_;
};

}  // namespace usher::wire
