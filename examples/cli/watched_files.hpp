// Files that are watched for changes: their state is polled, so that it works on every file system.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "zhun/watch.hpp"

namespace zhun::cli {

// Size, time and place on disk of each file, as one text; a file that is not there counts, too.
std::string state_of(const std::vector<std::filesystem::path>& files);

// From the first call on Ctrl-C requests this token instead of ending the program.
CancelToken& interrupted();

// Waits until `state` gives something other than `last` and then stays the same for a while, so
// that a file that is being written is not read. False: interrupted.
bool wait_for_change(const std::string& last, const std::function<std::string()>& state);

}  // namespace zhun::cli
