#include "hub/app/verbs/sla.hpp"

#include <fstream>
#include <iostream>
#include <iterator>

#include "hub/app/exit_codes.hpp"
#include "hub/app/sla/check_timeline.hpp"

namespace usher::app {
namespace {

std::string read_all(std::istream& from) {
    return {std::istreambuf_iterator<char>(from), std::istreambuf_iterator<char>()};
}

}  // namespace

int run_sla_check(const std::filesystem::path& file) {
    std::string text;
    if (file == "-") {
        text = read_all(std::cin);
    } else {
        std::ifstream stream(file, std::ios::binary);
        if (!stream) {
            std::cerr << file.string() << ": it cannot be read\n";
            return kWrongInput;
        }
        text = read_all(stream);
    }
    const auto read = read_sla_file(text);
    if (!read) {
        std::cerr << read.error().path << ": " << read.error().reason << '\n';
        return kWrongInput;
    }
    std::cout << boost::json::serialize(check_timeline(*read)) << '\n';
    return kDone;
}

}  // namespace usher::app
