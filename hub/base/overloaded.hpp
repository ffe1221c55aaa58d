// One visitor for variants, used without a default branch so that a new alternative breaks every place
// that must know it.
#pragma once

namespace usher {

template <class... F>
struct overloaded : F... {
    using F::operator()...;
};

}  // namespace usher
