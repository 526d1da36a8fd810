// The files that secrets lie in, as they may come back from a bad disk, an old copy or a hand: keys of
// persons with the list of those that were destroyed, the master key, what the daemons of a cluster share,
// the key of digests. Whatever stands in them, no key is taken for another, none that was destroyed opens
// anything again, and what is no key is said to be none.
#include <sodium.h>

#include <fstream>
#include <set>
#include <vector>

#include "daemon/access/file_key_store.h"
#include "daemon/access/person_key.h"
#include "daemon/cluster_secret.h"
#include "daemon/data_directory.h"
#include "tests/fuzz/target.h"
#include "tests/log/temporary_directory.h"

namespace htq::fuzz {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kHeader = 64;  // bytes, as file_key_store.h has the layout
constexpr std::size_t kSlot = 80;
constexpr std::uint64_t kMade = 8;

void write(const fs::path& path, std::string_view bytes) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << bytes;
  file.close();
  fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write);
  require(file.good(), "a file can be written");
}

std::string bytes_of(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string hex_of(std::string_view bytes) {
  std::string hex(2 * bytes.size() + 1, '\0');
  sodium_bin2hex(hex.data(), hex.size(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
  hex.pop_back();
  return hex;
}

MasterKey master_of(const fs::path& directory, char digit) {
  write(directory / "master", std::string(64, digit));
  return MasterKey::read(directory / "master").value();
}

std::string drawn(std::uint64_t number) {
  return std::string(kPersonKeyBytes, static_cast<char>('a' + number));
}

/// A store with eight keys, made once.
class Original {
 public:
  Original() : master(master_of(directory_.path(), '1')), other(master_of(directory_.path(), '2')) {
    const auto store = FileKeyStore::open(directory_.path(), master, drawn);
    require(store && (*store)->make_ready(1, kMade), "keys can be made");
    file = bytes_of(directory_.path() / "persons");
  }
  std::string_view slot(std::uint64_t number) const {
    return std::string_view(file).substr(kHeader + (number - 1) * kSlot, kSlot);
  }

 private:
  TemporaryDirectory directory_;

 public:
  const MasterKey master;
  const MasterKey other;
  std::string file;
};

struct Files {
  std::string persons;
  std::string erasures;
  std::vector<bool> is_whole;         // whether slot n + 1 is as it was made
  std::set<std::uint64_t> destroyed;  // by the list
  bool is_list_proper = true;
};

/// Slots as they were made, gone, never made, another's, touched, or anything; then lines of the list.
Files files_from(Input& input, const Original& original) {
  Files files{.persons = original.file.substr(0, kHeader), .erasures = {}, .is_whole = {}, .destroyed = {}};
  const std::size_t slots = input.choice(kMade + 1);
  for (std::uint64_t number = 1; number <= slots; ++number) {
    const std::size_t how = input.choice(6);
    std::string slot(original.slot(number));
    if (how == 1) slot.assign(kSlot, '\0');
    if (how == 2) slot.assign(kSlot, '\xff');
    if (how == 3) slot = original.slot(1 + input.choice(kMade));
    if (how == 4) {
      const std::size_t place = input.choice(kSlot);
      slot[place] = static_cast<char>(slot[place] ^ (1U << input.choice(8)));
    }
    if (how == 5)
      for (char& byte : slot) byte = static_cast<char>(input.choice(256));
    files.is_whole.push_back(slot == original.slot(number));
    files.persons += slot;
  }
  const std::size_t cut = input.choice(kSlot);
  files.persons.resize(std::max(kHeader, files.persons.size() - std::min(cut, files.persons.size())));
  if (cut != 0 && !files.is_whole.empty()) files.is_whole.pop_back();

  while (!input.rest().empty()) {
    const std::size_t how = input.choice(3);
    if (how == 0) {
      const std::uint64_t number = 1 + input.choice(kMade);
      files.erasures += hex_of(PersonKey(number, drawn(number)).id()) + "\n";
    } else if (how == 1) {
      std::string id;
      for (std::size_t at = 0; at < kKeyIdBytes; ++at) id += static_cast<char>(input.choice(256));
      files.erasures += hex_of(id) + "\n";
    } else {
      files.erasures += std::string(input.until('\n')) + "\n";
      files.is_list_proper = false;
    }
  }
  for (std::uint64_t number = 1; number <= kMade; ++number)
    if (("\n" + files.erasures).find("\n" + hex_of(PersonKey(number, drawn(number)).id()) + "\n") !=
        std::string::npos)
      files.destroyed.insert(number);
  return files;
}

void check_found(const KeyStore& store, const Files& files, const std::vector<bool>& is_whole) {
  for (std::uint64_t number = 1; number <= kMade + 1; ++number) {
    const auto key = store.find(number);
    const bool is_there =
        number <= is_whole.size() && is_whole[number - 1] && !files.destroyed.contains(number);
    if (key) {
      require(is_there, "no key is there that was destroyed, touched or another's");
      require(key->bytes() == drawn(number), "a key is the one that was made");
    } else {
      require(!is_there, "a key that is whole and was not destroyed is found");
    }
  }
  for (const std::uint64_t number : {std::uint64_t{0}, std::uint64_t{1} << 62U, ~std::uint64_t{0}})
    require(store.find(number) == std::unexpected(NoKey::missing), "nothing is found where no slot is");
}

void check_persons(Input& input) {
  static const Original original;
  const Files files = files_from(input, original);
  const TemporaryDirectory directory;
  write(directory.path() / "persons", files.persons);
  write(directory.path() / "erasures", files.erasures);
  {
    const auto store = FileKeyStore::open(directory.path(), original.master, drawn);
    if (!store) {
      require(!files.is_list_proper && store.error().kind == FaultKind::bad_input,
              "keys with a proper list can be opened: " + store.error().what);
      require(store.error().what.find("erasures:") != std::string::npos, "a line that is no id is named");
      return;
    }
    check_found(**store, files, files.is_whole);
  }
  require(rewrap_keys(directory.path(), original.master, original.other).has_value(),
          "keys can be wrapped anew");
  require(!FileKeyStore::open(directory.path(), original.master, drawn),
          "the old master key opens them no more");
  const auto store = FileKeyStore::open(directory.path(), original.other, drawn);
  require(store.has_value(), "the new one does");
  check_found(**store, files, files.is_whole);
}

void check_raw(std::string_view bytes) {
  static const Original original;
  const TemporaryDirectory directory;
  write(directory.path() / "persons", bytes);
  const auto store = FileKeyStore::open(directory.path(), original.master, drawn);
  if (!store) return require(!store.error().what.empty(), "a file that holds no keys is said to hold none");
  require(bytes.starts_with(original.file.substr(0, 17)), "only what is under this master key is opened");
}

/// 64 digits, and a line's end: all else is refused with what to do.
void check_digits(std::string_view bytes) {
  const TemporaryDirectory directory;
  const fs::path file = directory.path() / "digits";
  write(file, bytes);
  const auto is_said = [&](const Fault& no) {
    return no.kind == FaultKind::bad_input && no.what.find(file.native()) != std::string::npos;
  };
  const auto lower = [](std::string_view text) {
    std::string out(text.substr(0, 64));
    for (char& c : out) c = c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c;
    return out;
  };
  if (const auto master = MasterKey::read(file))
    require(hex_of(master->bytes()) == lower(bytes), "a master key is what the file says");
  else
    require(is_said(master.error()), "what is no master key is said to be none: " + master.error().what);
  if (const auto secret = ClusterSecret::read(file))
    require(bytes.size() >= 64 && lower(bytes).find_first_not_of("0123456789abcdef") == std::string::npos,
            "a secret is 64 digits");
  else
    require(is_said(secret.error()), "what is no secret is said to be none: " + secret.error().what);

  fs::create_directories(directory.path() / "data" / "keys");
  write(directory.path() / "data" / "keys" / "command-digest", bytes);
  SeededRandom random(1);
  const auto opened = DataDirectory::open(directory.path() / "data", random);
  if (opened)
    require(hex_of(opened->digest_key) == bytes.substr(0, 64), "a key of digests is what the file says");
  else
    require(opened.error().kind == FaultKind::corrupted && !opened.error().what.empty(),
            "or the file is said to be bad");
}

}  // namespace

void key_files(std::string_view bytes) {
  constexpr std::size_t kMostBytes = 4 << 10;
  if (bytes.size() > kMostBytes) return;
  Input input(bytes);
  switch (input.choice(3)) {
    case 0: return check_persons(input);
    case 1: return check_raw(input.rest());
    default: return check_digits(input.rest());
  }
}

}  // namespace htq::fuzz
