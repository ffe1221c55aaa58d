#include "tests/lint/proto/schema_text.hpp"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor.pb.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <map>

namespace usher::lint {
namespace {
namespace pb = google::protobuf;

std::string type_name(const pb::FieldDescriptor& field) {
    if (field.message_type() != nullptr) return field.message_type()->full_name();
    if (field.enum_type() != nullptr) return field.enum_type()->full_name();
    return field.type_name();
}

void add_enum(const pb::EnumDescriptor& type, SchemaLines& out) {
    for (int i = 0; i < type.value_count(); ++i) {
        const auto& value = *type.value(i);
        out.push_back(type.full_name() + "." + value.name() + " = " +
                      std::to_string(value.number()) + " value");
    }
}

void add_message(const pb::Descriptor& type, SchemaLines& out) {
    out.push_back(type.full_name() + " message");
    for (int i = 0; i < type.field_count(); ++i) {
        const auto& field = *type.field(i);
        std::string line =
            field.full_name() + " = " + std::to_string(field.number()) + " " + type_name(field);
        line += field.is_repeated() ? " repeated"
                : field.has_presence() && !field.message_type() && !field.containing_oneof()
                    ? " optional"
                    : " singular";
        if (const auto* group = field.real_containing_oneof()) line += " in " + group->name();
        out.push_back(line);
    }
    for (int i = 0; i < type.reserved_range_count(); ++i) {
        const auto& range = *type.reserved_range(i);
        for (int n = range.start; n < std::min(range.end, range.start + 100); ++n) {
            out.push_back(type.full_name() + " reserved " + std::to_string(n));
        }
    }
    for (int i = 0; i < type.nested_type_count(); ++i) add_message(*type.nested_type(i), out);
    for (int i = 0; i < type.enum_type_count(); ++i) add_enum(*type.enum_type(i), out);
}

/// "usher.v1.Event.seq" and "= 6 uint64 singular".
std::pair<std::string, std::string> split(const std::string& line) {
    const auto space = line.find(' ');
    return {line.substr(0, space), line.substr(space + 1)};
}

/// "usher.v1.Event #6": what may have one meaning only. Empty for lines without a number.
std::string number_slot(const std::string& line) {
    const auto [name, rest] = split(line);
    if (!rest.starts_with("= ")) return {};
    return name.substr(0, name.rfind('.')) + " #" + rest.substr(2, rest.find(' ', 2) - 2);
}

}  // namespace

Schema read_schema(const std::filesystem::path& root) {
    Schema schema;
    char name[] = "/tmp/usher-schema-XXXXXX";
    const std::filesystem::path folder = mkdtemp(name);
    const std::string set_file = (folder / "set").string();
    const std::string error_file = (folder / "errors").string();
    const std::string command = "cd '" + root.string() + "' && protoc --descriptor_set_out='" +
                                set_file + "' usher/v1/*.proto 2>'" + error_file + "'";
    const int status = std::system(command.c_str());
    std::ifstream errors(error_file);
    for (std::string line; std::getline(errors, line);) schema.errors.push_back(line);
    if (status != 0 && schema.errors.empty()) schema.errors.push_back("protoc could not be run");

    pb::FileDescriptorSet set;
    std::ifstream in(set_file, std::ios::binary);
    if (schema.errors.empty() && !set.ParseFromIstream(&in))
        schema.errors.push_back("no descriptor set");
    std::filesystem::remove_all(folder);

    pb::DescriptorPool pool;
    for (const auto& file : set.file()) {  // protoc writes imported files first
        const auto* built = pool.BuildFile(file);
        if (built == nullptr) {
            schema.errors.push_back(file.name() + " does not fit the files before it");
            continue;
        }
        for (int i = 0; i < built->message_type_count(); ++i)
            add_message(*built->message_type(i), schema.lines);
        for (int i = 0; i < built->enum_type_count(); ++i)
            add_enum(*built->enum_type(i), schema.lines);
    }
    std::ranges::sort(schema.lines);
    return schema;
}

std::vector<std::string> breaking_changes(const SchemaLines& before, const SchemaLines& after) {
    std::map<std::string, std::string> now;
    std::map<std::string, std::string> owner_before;
    for (const auto& line : after) now.insert(split(line));
    for (const auto& line : before) {
        if (const auto slot = number_slot(line); !slot.empty())
            owner_before[slot] = split(line).first;
    }

    std::vector<std::string> out;
    for (const auto& line : before) {
        const auto [name, meaning] = split(line);
        if (meaning.starts_with("reserved")) {
            if (std::ranges::find(after, line) == after.end())
                out.push_back("no longer reserved: " + line);
            continue;
        }
        const auto found = now.find(name);
        if (found == now.end()) {
            out.push_back("removed: " + line);
        } else if (found->second != meaning) {
            out.push_back("changed: " + line + " is now " + found->second);
        }
    }
    for (const auto& line : after) {
        const auto owner = owner_before.find(number_slot(line));
        if (owner != owner_before.end() && owner->second != split(line).first) {
            out.push_back("number used again: " + line + ", was " + owner->second);
        }
    }
    return out;
}

SchemaLines additions(const SchemaLines& before, const SchemaLines& after) {
    SchemaLines out;
    std::ranges::set_difference(after, before, std::back_inserter(out));
    return out;
}

}  // namespace usher::lint
