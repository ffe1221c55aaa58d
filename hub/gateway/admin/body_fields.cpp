#include "hub/gateway/admin/body_fields.hpp"

#include <boost/json.hpp>

#include "hub/base/utf8.hpp"

namespace usher::gateway {
namespace {

std::string text_of(const boost::json::string& text) {
    return {text.data(), text.size()};
}

}  // namespace

BodyFields::BodyFields(std::string_view body) {
    boost::json::parse_options options;
    options.max_depth = 3;
    boost::json::error_code error;
    auto value = boost::json::parse({body.data(), body.size()}, error, {}, options);
    if (error || !value.is_object() || value.get_object().size() > kMembersMax) {
        wrong("", "The body must be a JSON object.");
        return;
    }
    object_ = std::move(value.get_object());
}

const boost::json::value* BodyFields::find(const char* name) {
    asked_.insert(name);
    return object_.if_contains(name);
}

std::optional<std::string> BodyFields::text(const char* name) {
    const auto* value = find(name);
    if (value == nullptr) return {};
    if (value->is_string()) return text_of(value->get_string());
    wrong(name, "This must be a text.");
    return {};
}

std::optional<std::uint32_t> BodyFields::number(const char* name) {
    const auto* value = find(name);
    if (value == nullptr) return {};
    boost::json::error_code error;
    const auto number = value->is_number() ? value->to_number<std::uint32_t>(error) : 0;
    if (value->is_number() && !value->is_double() && !error) return number;
    wrong(name, "This must be a whole number, not below 0.");
    return {};
}

std::optional<bool> BodyFields::truth(const char* name) {
    const auto* value = find(name);
    if (value == nullptr) return {};
    if (value->is_bool()) return value->get_bool();
    wrong(name, "This must be true or false.");
    return {};
}

std::optional<std::vector<std::string>> BodyFields::texts(const char* name) {
    const auto* value = find(name);
    if (value == nullptr) return {};
    std::vector<std::string> all;
    if (!value->is_array() || value->get_array().size() > kListMax) {
        wrong(name, "This must be a list of at most 500 texts.");
        return {};
    }
    for (const auto& each : value->get_array()) {
        if (each.is_string()) {
            all.push_back(text_of(each.get_string()));
        } else {
            wrong(name, "This must be a list of texts.");
        }
    }
    return all;
}

std::optional<std::vector<BodyFields>> BodyFields::objects(const char* name) {
    const auto* value = find(name);
    if (value == nullptr) return {};
    if (!value->is_array() || value->get_array().size() > kListMax) {
        wrong(name, "This must be a list of at most 500 objects.");
        return {};
    }
    std::vector<BodyFields> all;
    for (const auto& each : value->get_array()) {
        if (each.is_object()) {
            all.push_back(BodyFields(each.get_object()));
        } else {
            wrong(name, "This must be a list of objects.");
        }
    }
    return all;
}

void BodyFields::adopt(const char* name, const BodyFields& element) {
    const auto fault = element.fault();
    if (fault) wrong(name, fault->field + ": " + fault->text);
}

std::optional<core::Rejection> BodyFields::fault() const {
    if (fault_) return fault_;
    for (const auto& [name, value] : object_) {
        const std::string field(name.data(), name.size());
        if (asked_.contains(field)) continue;
        return core::Rejection{"invalid", "There is no such field.", single_line(field, 60)};
    }
    return {};
}

void BodyFields::wrong(const std::string& field, std::string text) {
    if (!fault_) fault_ = core::Rejection{"invalid", std::move(text), field};
}

}  // namespace usher::gateway
