// Opens what is sealed about persons. Every answer that tells such a text asks here and nowhere else; sealing is done
// where records come to be (daemon/person_keys.h).
//
// Any thread. The store must outlive it.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "daemon/access/key_store.h"
#include "schemas/json_hooks.h"

namespace htq {

class Sealing {
 public:
  explicit Sealing(const KeyStore& keys) : keys_(keys) {}

  /// The text, or why there is none. Without a key it stands as it was written, before there was any sealing.
  Opened open(std::string_view key, std::string_view box) const;
  /// Whether the key of that id is there.
  bool is_at_hand(std::string_view key) const;
  /// What is told of a person in a record that can be disposed of is sealed with the record's key, too
  /// (schemas/disposable.h): it is gone when either is.
  Opened open_of_person(std::string_view key, std::string_view box) const;

  /// What was found out while an answer was made that is kept.
  struct Noted {
    std::set<std::string> keys;  // ids of those that opened something: it is not told when one is gone
    bool is_all_opened = true;   // otherwise a key was not there: it may be tomorrow, or in a moment
  };
  /// From now on it is put there; of a copy, by one thread.
  void note_in(Noted* noted) { noted_ = noted; }

 private:
  Opened look(std::string_view key, std::string_view box) const;

  const KeyStore& keys_;
  Noted* noted_ = nullptr;
};

}  // namespace htq
