// Who asks: known to the door by a token, and carried by every event that follows.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>

#include "schemas/vocabulary.capnp.h"

namespace htq {

/// Roles as a set.
class Roles {
 public:
  constexpr Roles() = default;
  constexpr Roles(std::initializer_list<Role> roles) {
    for (const Role role : roles) bits_ |= bit(role);
  }
  constexpr bool has(Role role) const { return (bits_ & bit(role)) != 0; }
  constexpr void add(Role role) { bits_ |= bit(role); }
  constexpr Roles both(Roles other) const { return Roles(bits_ & other.bits_); }
  constexpr bool empty() const { return bits_ == 0; }
  /// The first in the order of the vocabulary; Role::NOBODY if empty.
  constexpr Role first() const {
    for (std::uint16_t number = 0; number < 32; ++number)
      if ((bits_ >> number & 1U) != 0) return static_cast<Role>(number);
    return Role::NOBODY;
  }
  friend constexpr bool operator==(Roles, Roles) = default;

 private:
  constexpr explicit Roles(std::uint32_t bits) : bits_(bits) {}
  static constexpr std::uint32_t bit(Role role) { return 1U << static_cast<std::uint16_t>(role); }

  std::uint32_t bits_ = 0;
};

struct Actor {
  std::string subject;
  Roles roles;               // that the caller holds; the table says in which of them a command is taken
  Role role = Role::NOBODY;  // in which this command is taken; filled in by the table
  std::string organisation;  // empty: none
  std::string on_behalf_of;  // body, regulator or person that the entry is made for
  std::string authority;     // delegation that it rests on
};

}  // namespace htq
