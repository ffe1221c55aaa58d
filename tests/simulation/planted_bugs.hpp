// Bugs that a test plants, behind the simulation's own seams, to see that they are found. None is
// planted unless somebody says so.
#pragma once

namespace usher::simulation {

struct PlantedBugs {
    bool drop_acknowledged = false;  ///< one append of commands in 50 is answered and not done
    bool drop_event = false;         ///< the same of log entries
    bool lose_frames = false;        ///< one frame in 200 to a person is lost, the line goes on
    bool skip_archive = false;       ///< one write of the archive in 50 is answered and not done
};
inline PlantedBugs& planted_bugs() {
    static PlantedBugs bugs;
    return bugs;
}

}  // namespace usher::simulation
