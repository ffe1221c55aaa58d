// The members of a JSON body, asked for by name. Whatever is wrong (another kind of value, too
// long, a member nobody asked for) is kept as the fault of that field, the first one. Pure; used by
// the administration routes.
#pragma once

#include <boost/json/object.hpp>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "hub/base/id.hpp"
#include "hub/core/model/command.hpp"

namespace usher::gateway {

class BodyFields {
  public:
    static constexpr std::size_t kMembersMax = 32;
    static constexpr std::size_t kListMax = 500;

    /// An object, or nothing but a fault.
    explicit BodyFields(std::string_view body);

    std::optional<std::string> text(const char* name);
    std::optional<std::uint32_t> number(const char* name);
    std::optional<bool> truth(const char* name);
    std::optional<std::vector<std::string>> texts(const char* name);
    /// A list of objects, each with members of its own; to be given back to adopt() when read.
    std::optional<std::vector<BodyFields>> objects(const char* name);
    /// What is wrong within an object of the list `name` is wrong with the list.
    void adopt(const char* name, const BodyFields& element);
    template <class IdType>
    std::optional<IdType> id(const char* name) {
        auto given = text(name);
        if (!given) return {};
        return parsed<IdType>(name, *given);
    }
    template <class IdType>
    std::optional<std::vector<IdType>> ids(const char* name) {
        auto given = texts(name);
        if (!given) return {};
        std::vector<IdType> all;
        for (const auto& each : *given) all.push_back(parsed<IdType>(name, each));
        return all;
    }
    /// Another mistake than those of form; the first counts.
    void wrong(const std::string& field, std::string text);
    /// The first thing that is wrong; to be asked when everything was asked for.
    std::optional<core::Rejection> fault() const;

  private:
    explicit BodyFields(boost::json::object object) : object_(std::move(object)) {}
    const boost::json::value* find(const char* name);
    template <class IdType>
    IdType parsed(const char* name, const std::string& given) {
        const auto id = IdType::parse(given);
        if (!id) wrong(name, "This is not an id.");
        return id.value_or(IdType());
    }

    boost::json::object object_;
    std::set<std::string, std::less<>> asked_;
    std::optional<core::Rejection> fault_;
};

}  // namespace usher::gateway
