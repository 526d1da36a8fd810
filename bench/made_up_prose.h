// Prose that nobody wrote, for logs that are measured. A text that is repeated compresses to nothing, and a log of such
// texts is read faster than any real one.
#pragma once

#include <fstream>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

namespace htq {

class MadeUpProse {
 public:
  /// Words are drawn from a running text in English, so that the common ones come as often as in any.
  explicit MadeUpProse(const std::string& file) {
    std::ifstream text(file);
    for (std::string word; text >> word;) words_.push_back(word);
    if (words_.size() < kLeastWords) throw std::runtime_error(file + " has too few words to make texts of");
  }

  /// A text such as a reason, advice or an answer: from a sentence to a long paragraph. The same for the same calls
  /// before.
  std::string text() {
    const std::size_t words = std::uniform_int_distribution<std::size_t>(kShortest, kLongest)(random_);
    std::uniform_int_distribution<std::size_t> place(0, words_.size() - 1);
    std::string made;
    for (std::size_t at = 0; at < words; ++at) (made += words_[place(random_)]) += ' ';
    made.back() = '.';
    return made;
  }

 private:
  static constexpr std::size_t kLeastWords = 1'000;
  static constexpr std::size_t kShortest = 10;
  static constexpr std::size_t kLongest = 110;

  std::vector<std::string> words_;
  std::mt19937_64 random_{1};
};

}  // namespace htq
