#include "hub/core/views/pseudonym.hpp"

#include <array>
#include <string_view>

namespace usher::core {
namespace {

// Both lists are for ever as they are: another order or length renames everybody.
constexpr std::array<std::string_view, 40> kColours{
    "Amber",   "Azure",  "Blue",    "Bright", "Bronze", "Calm",   "Coral", "Copper",
    "Crimson", "Dapper", "Emerald", "Fair",   "Gentle", "Golden", "Green", "Hazel",
    "Indigo",  "Ivory",  "Jade",    "Jolly",  "Lilac",  "Lively", "Lucky", "Merry",
    "Mellow",  "Mint",   "Nimble",  "Ochre",  "Olive",  "Opal",   "Pearl", "Plum",
    "Quiet",   "Rosy",   "Ruby",    "Sandy",  "Silver", "Sunny",  "Swift", "Teal",
};
constexpr std::array<std::string_view, 48> kAnimals{
    "Badger", "Beaver", "Bison",   "Crane",    "Curlew",  "Deer",    "Dolphin", "Dove",
    "Egret",  "Elk",    "Falcon",  "Finch",    "Fox",     "Gannet",  "Gazelle", "Hare",
    "Heron",  "Ibex",   "Ibis",    "Jay",      "Kestrel", "Kiwi",    "Lark",    "Linnet",
    "Lynx",   "Marten", "Merlin",  "Moose",    "Newt",    "Oriole",  "Osprey",  "Otter",
    "Owl",    "Panda",  "Pelican", "Plover",   "Puffin",  "Quail",   "Raven",   "Robin",
    "Salmon", "Seal",   "Sparrow", "Starling", "Stork",   "Swallow", "Swan",    "Wren",
};

}  // namespace

std::string pseudonym(ContactId contact) {
    // Contacts made by other places than the hub may have few random bits, so all of them are
    // mixed.
    auto bits = (contact.bits().low ^ contact.bits().high) * 0x9e3779b97f4a7c15ULL;
    bits ^= bits >> 32;
    const auto colour = kColours[bits % kColours.size()];
    const auto animal = kAnimals[(bits / kColours.size()) % kAnimals.size()];
    return std::string(colour) + " " + std::string(animal);
}

}  // namespace usher::core
