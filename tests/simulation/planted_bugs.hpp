// Bugs that a test plants, behind the simulation's own seams, to see that they are found. None is
// planted unless main() was told to.
#pragma once

namespace usher::simulation {

struct PlantedBugs {
    bool drop_acknowledged = false;  ///< one append of commands in 50 is acknowledged, not stored
    bool overtake = false;           ///< one append of commands in 10 is done twice, late
    bool forget_resume = false;      ///< customers come back and take a line for what it brings
    bool lose_answers_late = false;  ///< a lost append of an event is answered as stored
    bool clock_ahead = false;        ///< the clock that timers are decided by jumps, unseen
};
inline PlantedBugs& planted_bugs() {
    static PlantedBugs bugs;
    return bugs;
}

}  // namespace usher::simulation
