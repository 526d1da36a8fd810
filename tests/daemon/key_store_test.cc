#include <gmock/gmock.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "daemon/access/file_key_store.h"
#include "daemon/access/memory_key_store.h"
#include "daemon/access/sealing.h"
#include "daemon/random.h"
#include "key_store_conformance.h"
#include "tests/log/temporary_directory.h"

namespace htq {
namespace {

struct MemoryWorld {
  KeyStore& store() { return store_; }
  void again() {}
  MemoryKeyStore store_;
};
INSTANTIATE_TYPED_TEST_SUITE_P(Memory, KeyStoreConformance, MemoryWorld);

class FileWorld {
 public:
  FileWorld() { again(); }
  KeyStore& store() { return *store_; }
  void again() {
    store_.reset();
    auto opened = FileKeyStore::open(directory(), master(), draw_keys_from(random_));
    EXPECT_TRUE(opened.has_value()) << opened.error().what;
    store_ = *std::move(opened);
  }
  void close() { store_.reset(); }
  std::filesystem::path directory() const { return directory_.path(); }
  std::filesystem::path file() const { return directory() / "persons"; }
  MasterKey master(const std::string& name = "master-key") {
    if (!std::filesystem::exists(directory() / name)) {
      EXPECT_TRUE(MasterKey::make(directory() / name, random_));
    }
    return *MasterKey::read(directory() / name);
  }
  std::string bytes() const {
    std::ostringstream all;
    all << std::ifstream(file(), std::ios::binary).rdbuf();
    return all.str();
  }

 private:
  TemporaryDirectory directory_;
  SystemRandom random_;
  std::unique_ptr<FileKeyStore> store_;
};
INSTANTIATE_TYPED_TEST_SUITE_P(File, KeyStoreConformance, FileWorld);

TEST(FileKeyStore, HoldsNoKeyUnwrappedAndNothingOfADestroyedOne) {
  FileWorld world;
  ASSERT_TRUE(world.store().make_ready(1, 2));
  const PersonKey first = *world.store().find(1);
  EXPECT_EQ(world.bytes().find(first.bytes()), std::string::npos);
  const std::string before = world.bytes();
  const std::vector<std::string> ids{first.id()};
  ASSERT_TRUE(world.store().destroy(ids));
  const std::string after = world.bytes();
  ASSERT_EQ(before.size(), after.size());
  EXPECT_EQ(after.substr(64, 80), std::string(80, '\0'));
  EXPECT_EQ(after.substr(144), before.substr(144));
}

TEST(FileKeyStore, ADestroyedKeyWhoseSlotIsDamagedIsToldAsDestroyed) {
  FileWorld world;
  ASSERT_TRUE(world.store().make_ready(1, 2));
  const std::vector<std::string> ids{world.store().find(1)->id()};
  ASSERT_TRUE(world.store().destroy(ids));
  world.close();
  std::fstream(world.file(), std::ios::in | std::ios::out | std::ios::binary).seekp(64 + 30) << "damage";
  world.again();
  EXPECT_EQ(world.store().find(1), std::unexpected(NoKey::destroyed));
  EXPECT_TRUE(world.store().find(2).has_value());
}

TEST(FileKeyStore, UnderAnotherMasterKeyItIsRefused) {
  FileWorld world;
  world.close();
  const auto opened = FileKeyStore::open(world.directory(), world.master("other"), DrawKey{});
  ASSERT_FALSE(opened.has_value());
  EXPECT_THAT(opened.error().what, testing::HasSubstr("another master key"));
}

TEST(FileKeyStore, AKeyThatWasNotWrittenWholeIsMadeAnewBeforeAnyoneUsesIt) {
  FileWorld world;
  ASSERT_TRUE(world.store().make_ready(1, 3));
  world.close();
  std::filesystem::resize_file(world.file(), 64 + 80 + 40);
  world.again();
  EXPECT_EQ(world.store().make_ready(1, 2), 2U);
  EXPECT_TRUE(world.store().find(2).has_value());
  EXPECT_TRUE(world.store().find(3).has_value());
}

TEST(FileKeyStore, IsWrappedAnewWithoutAnyKeyBecomingAnother) {
  FileWorld world;
  ASSERT_TRUE(world.store().make_ready(2, 3));
  const std::vector<std::string> gone{world.store().find(3)->id()};
  ASSERT_TRUE(world.store().destroy(gone));
  const std::string id = world.store().find(4)->id();
  const MasterKey from = world.master(), to = world.master("next");
  const auto in_use = rewrap_keys(world.directory(), from, to);
  ASSERT_FALSE(in_use.has_value());
  EXPECT_THAT(in_use.error().what, testing::HasSubstr("in use"));
  world.close();
  EXPECT_FALSE(rewrap_keys(world.directory(), to, from).has_value());
  EXPECT_EQ(rewrap_keys(world.directory(), from, to), 2U);
  EXPECT_EQ(are_under(world.directory(), to).value(), true);
  EXPECT_FALSE(FileKeyStore::open(world.directory(), from, DrawKey{}).has_value());
  const auto opened = FileKeyStore::open(world.directory(), to, DrawKey{});
  ASSERT_TRUE(opened.has_value());
  EXPECT_EQ((*opened)->find(4)->id(), id);
  EXPECT_EQ((*opened)->find(3).error(), NoKey::destroyed);
  EXPECT_EQ((*opened)->find(1).error(), NoKey::missing);
}

TEST(FileKeyStore, AKeyThatComesBackWithAnOldFileIsDestroyedAgain) {
  FileWorld world;
  ASSERT_TRUE(world.store().make_ready(1, 2));
  const std::string before = world.bytes();
  const std::vector<std::string> ids{world.store().find(2)->id()};
  ASSERT_TRUE(world.store().destroy(ids));
  world.close();
  std::ofstream(world.file(), std::ios::binary) << before;
  // A line that was cut off is passed over, any other that is no id is not.
  std::ofstream(world.directory() / "erasures", std::ios::app) << "0123";
  world.again();
  EXPECT_EQ(world.store().find(2).error(), NoKey::destroyed);
  EXPECT_TRUE(world.store().find(1).has_value());
  world.close();
  std::ofstream(world.directory() / "erasures", std::ios::app) << "\n";
  const auto refused = FileKeyStore::open(world.directory(), world.master(), DrawKey{});
  ASSERT_FALSE(refused.has_value());
  EXPECT_THAT(refused.error().what, testing::HasSubstr("erasures:2: that is no id of a key"));
}

TEST(FileKeyStore, IsOfOneProcess) {
  FileWorld world;
  SystemRandom random;
  const auto other = FileKeyStore::open(world.directory(), world.master(), draw_keys_from(random));
  ASSERT_FALSE(other.has_value());
  EXPECT_THAT(other.error().what, testing::HasSubstr("in use"));
}

TEST(MasterKey, IsReadFromAFileThatNobodyElseMayReadAndIsWhole) {
  TemporaryDirectory directory;
  const auto file = directory.path() / "key";
  EXPECT_THAT(MasterKey::read(file).error().what, testing::HasSubstr("openssl rand -hex 32"));
  std::ofstream(file) << std::string(64, 'a') << '\n';
  ASSERT_EQ(::chmod(file.c_str(), 0644), 0);
  EXPECT_FALSE(MasterKey::read(file).has_value());
  ASSERT_EQ(::chmod(file.c_str(), 0600), 0);
  EXPECT_EQ(MasterKey::read(file).value().bytes(), std::string(32, '\xaa'));
  for (const std::string wrong : {"", "aa", "zz"}) {
    std::ofstream(file) << wrong << (wrong.empty() ? "" : std::string(63, 'a')) << '\n';
    EXPECT_THAT(MasterKey::read(file).error().what, testing::HasSubstr("64 hexadecimal digits")) << wrong;
  }
  SystemRandom random;
  EXPECT_FALSE(MasterKey::make(file, random).has_value());
}

TEST(MasterKey, IsLookedForWhereItWasSaidThenAmongTheCredentialsThenBesideTheKeys) {
  TemporaryDirectory directory;
  const std::string credentials = directory.path().string();
  EXPECT_EQ(place_of_master_key("/etc/key", credentials.c_str(), "/keys").file, "/etc/key");
  EXPECT_TRUE(place_of_master_key("", credentials.c_str(), "/keys").is_beside_the_keys);
  std::ofstream(directory.path() / "master-key") << "x";
  EXPECT_EQ(place_of_master_key("", credentials.c_str(), "/keys").file, directory.path() / "master-key");
  EXPECT_EQ(place_of_master_key("", nullptr, "/keys").file, "/keys/master-key");
}

TEST(PersonKey, OpensWhatItSealedAndNothingElse) {
  const PersonKey key(7, std::string(32, 'k')), other(7, std::string(32, 'o')),
      renumbered(8, std::string(32, 'k'));
  for (const std::string& text : {std::string(), std::string("Ada"), std::string(31, 'x'),
                                  std::string(32, 'x'), std::string("a\0b", 3), std::string(5000, 'y')}) {
    const std::string sealed = key.seal(text, {{3}, 0});
    EXPECT_EQ(key.open(sealed), text);
    EXPECT_EQ(other.open(sealed), std::nullopt);
    EXPECT_EQ(renumbered.open(sealed), std::nullopt);
    for (std::size_t at = 0; at < sealed.size(); at += 7) {
      std::string touched = sealed;
      touched[at] = static_cast<char>(touched[at] ^ 1);
      EXPECT_EQ(key.open(touched), std::nullopt);
    }
    EXPECT_EQ(key.open(sealed.substr(1)), std::nullopt);
  }
  EXPECT_EQ(key.open(""), std::nullopt);
}

TEST(PersonKey, EqualTextsAreSealedUnlikeAndShortOnesHaveOneLength) {
  const PersonKey key(7, std::string(32, 'k'));
  const std::string at_3 = key.seal("Ada", {{3}, 0});
  EXPECT_EQ(key.seal("Ada", {{3}, 0}), at_3);
  EXPECT_NE(key.seal("Ada", {{3}, 1}), at_3);
  EXPECT_NE(key.seal("Ada", {{4}, 0}), at_3);
  EXPECT_EQ(key.seal("Bartholomew the Great", {{3}, 0}).size(), at_3.size());
}

TEST(Sealing, SaysWhyATextCannotBeTold) {
  MemoryKeyStore keys;
  ASSERT_TRUE(keys.make_ready(1, 2));
  const PersonKey key = *keys.find(1);
  const std::string box = key.seal("Ada", {{3}, 0});
  const Sealing sealing(keys);
  EXPECT_EQ(sealing.open("", "Ada"), Opened("Ada"));
  EXPECT_EQ(sealing.open(key.id(), box), Opened("Ada"));
  const auto is_sealed = Opened(std::unexpected(Unreadable::sealed));
  EXPECT_EQ(sealing.open(key.id(), box + "x"), is_sealed);
  EXPECT_EQ(sealing.open(keys.find(2)->id(), box), is_sealed);
  EXPECT_EQ(sealing.open(PersonKey(1, std::string(32, 'o')).id(), box), is_sealed);
  EXPECT_EQ(sealing.open(PersonKey(9, std::string(32, 'o')).id(), box), is_sealed);
  EXPECT_EQ(sealing.open("short", box), is_sealed);
  const std::vector<std::string> ids{key.id()};
  ASSERT_TRUE(keys.destroy(ids));
  EXPECT_EQ(sealing.open(key.id(), box), Opened(std::unexpected(Unreadable::erased)));
}

// What is kept of an answer holds for as long as the keys that opened it are there, and not at all if one was
// not.
TEST(Sealing, NotesWhichKeysOpenedSomethingAndWhetherOneWasNotThere) {
  MemoryKeyStore keys;
  ASSERT_TRUE(keys.make_ready(1, 2));
  const PersonKey first = *keys.find(1), second = *keys.find(2);
  Sealing sealing(keys);
  Sealing::Noted noted;
  sealing.note_in(&noted);
  EXPECT_EQ(sealing.open("", "plain"), Opened("plain"));
  EXPECT_EQ(sealing.open(second.id(), second.seal("Ada", {{3}, 0})), Opened("Ada"));
  ASSERT_TRUE(keys.destroy(std::vector<std::string>{first.id()}));
  EXPECT_FALSE(sealing.open(first.id(), first.seal("Bob", {{4}, 0})));
  EXPECT_EQ(noted.keys, std::set<std::string>{second.id()});
  EXPECT_TRUE(noted.is_all_opened);
  const PersonKey not_yet_here(3, std::string(32, 'n'));
  EXPECT_FALSE(sealing.open(not_yet_here.id(), not_yet_here.seal("Cy", {{5}, 0})));
  EXPECT_FALSE(noted.is_all_opened);
}

}  // namespace
}  // namespace htq
