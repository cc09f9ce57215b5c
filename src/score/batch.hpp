// Rows in blocks on several threads: each block makes its own result, and the results stand in the
// order of the rows, whatever the number of threads.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace zhun {

// `work(begin, end)` makes the result of the rows [begin, end). An exception of any block is thrown
// here, after all threads have ended.
template <typename Result, typename Work>
std::vector<Result> in_blocks(std::size_t rows, std::size_t block_rows, unsigned threads,
                              const Work& work) {
  const std::size_t blocks = (rows + block_rows - 1) / block_rows;
  std::vector<Result> results(blocks);
  std::atomic<std::size_t> next{0};
  std::exception_ptr failure;
  std::mutex failure_mutex;
  const auto run = [&] {
    for (std::size_t block = next++; block < blocks; block = next++) {
      try {
        const std::size_t begin = block * block_rows;
        results[block] = work(begin, std::min(rows, begin + block_rows));
      } catch (...) {
        const std::lock_guard lock(failure_mutex);
        if (!failure) failure = std::current_exception();
        next = blocks;
      }
    }
  };
  {
    std::vector<std::jthread> workers;
    const std::size_t wanted = std::min<std::size_t>(threads, blocks);
    for (std::size_t i = 1; i < wanted; ++i) workers.emplace_back(run);
    run();
  }
  if (failure) std::rethrow_exception(failure);
  return results;
}

}  // namespace zhun
