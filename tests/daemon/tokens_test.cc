#include "daemon/access/tokens.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <set>
#include <sstream>
#include <thread>

#include "domain/london_text.h"

namespace htq {
namespace {

bool is_role(std::string_view name) {
  return name == "official" || name == "secretary" || name == "system";
}

constexpr const char* kHash = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

class TokensTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = testing::TempDir() + "/tokens_XXXXXX";
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    directory_ = name;
    path_ = directory_ / "tokens";
  }
  void TearDown() override { std::filesystem::remove_all(directory_); }

  void write(const std::string& text, mode_t mode = 0640) {
    std::ofstream(path_, std::ios::binary) << text;
    ASSERT_EQ(chmod(path_.c_str(), mode), 0);
  }
  std::string read() const {
    std::ostringstream bytes;
    bytes << std::ifstream(path_, std::ios::binary).rdbuf();
    return bytes.str();
  }
  mode_t mode() const {
    struct stat status{};
    return stat(path_.c_str(), &status) == 0 ? status.st_mode & 0777 : 0;
  }
  Result<CreatedToken> create(const TokenRequest& request) {
    return create_token(path_, request, is_role, clock_, random_);
  }
  std::string create_ok(const TokenRequest& request) {
    const auto made = create(request);
    EXPECT_TRUE(made) << made.error().what;
    return made ? made->text : "";
  }
  std::string refusal(const TokenRequest& request) {
    const auto made = create(request);
    return made ? "none" : made.error().what;
  }
  std::unique_ptr<Tokens> load() {
    auto loaded = Tokens::load(path_, is_role, clock_);
    EXPECT_TRUE(loaded) << loaded.error().what;
    return loaded ? *std::move(loaded) : nullptr;
  }
  std::string mistakes(const std::string& text) {
    write(text);
    const auto loaded = TokenFile::load(path_, is_role);
    if (loaded) return "none";
    std::string what = loaded.error().what;
    const std::string before = directory_.native() + "/";
    for (auto at = what.find(before); at != what.npos; at = what.find(before)) what.erase(at, before.size());
    return what;
  }

  std::filesystem::path directory_;
  std::filesystem::path path_;
  ManualClock clock_{*parse_rfc3339("2025-09-01T09:00:00Z")};
  SeededRandom random_{7};
};

TEST_F(TokensTest, ATokenIsItsHolder) {
  const auto made =
      create({.subject = "jane.smith", .roles = {"official", "secretary"}, .organisation = "ofs"});
  ASSERT_TRUE(made) << made.error().what;
  EXPECT_THAT(made->text, testing::MatchesRegex("htq_[A-Za-z0-9_-]{43}"));
  EXPECT_EQ(load()->caller(made->text), (Caller{.subject = "jane.smith",
                                                .roles = {"official", "secretary"},
                                                .organisation = "ofs",
                                                .token_id = made->id}));
}

TEST_F(TokensTest, TheTokenItselfIsNotInTheFile) {
  const std::string text = create_ok({.subject = "a", .roles = {"official"}});
  EXPECT_THAT(read(), testing::Not(testing::HasSubstr(text)));
  EXPECT_THAT(read(), testing::Not(testing::HasSubstr(text.substr(4))));
}

TEST_F(TokensTest, AnythingElseIsNobody) {
  const std::string text = create_ok({.subject = "a", .roles = {"official"}});
  const auto tokens = load();
  std::string other = text;
  other[10] = other[10] == 'a' ? 'b' : 'a';
  std::string same_bits = text;  // the last character has bits beyond the 32 bytes
  same_bits.back() = same_bits.back() == 'Z' ? '_' : static_cast<char>(same_bits.back() + 1);
  std::string zero = text;
  zero[20] = '\0';
  for (const std::string& wrong :
       {std::string(), std::string("htq_"), other, same_bits, zero, text + "A", text.substr(0, 46),
        text.substr(4), "HTQ_" + text.substr(4), " " + text, text + "=", std::string(1'000'000, 'A')})
    EXPECT_EQ(tokens->caller(wrong), std::nullopt) << wrong.substr(0, 60);
}

TEST_F(TokensTest, ATokenIsValidUntilItsLastInstant) {
  const Instant last = clock_.now() + std::chrono::hours{1};
  const std::string text = create_ok({.subject = "a", .roles = {"official"}, .not_after = last});
  const auto tokens = load();
  clock_.move_to(last);
  EXPECT_TRUE(tokens->caller(text));
  clock_.move_to(last + Duration{1});
  EXPECT_FALSE(tokens->caller(text));
}

TEST_F(TokensTest, AFileThatDoesNotExistHoldsNoToken) {
  EXPECT_EQ(load()->size(), 0u);
}

TEST_F(TokensTest, CreatingKeepsEveryByteThatWasThere) {
  const std::string before =
      std::string("# ours\n\nid=a hash=") + kHash +
      "  subject=x roles=official created_at=2020-01-01T00:00:00Z note=two  spaces, no end";
  write(before, 0600);
  create_ok({.subject = "b", .roles = {"secretary"}, .note = "laptop of b"});
  EXPECT_THAT(read(), testing::StartsWith(before + "\nid="));
  EXPECT_THAT(read(), testing::EndsWith(
                          " subject=b roles=secretary created_at=2025-09-01T09:00:00Z note=laptop of b\n"));
  EXPECT_EQ(mode(), 0600u);
  EXPECT_EQ(load()->size(), 2u);
}

TEST_F(TokensTest, ANewFileIsNotForEveryone) {
  const mode_t before = umask(0);
  create_ok({.subject = "a", .roles = {"official"}});
  umask(before);
  EXPECT_EQ(mode(), 0640u);
}

TEST_F(TokensTest, CreatingThroughASymbolicLinkChangesTheFileItNames) {
  write("");
  const auto link = directory_ / "link";
  std::filesystem::create_symlink(path_, link);
  ASSERT_TRUE(create_token(link, {.subject = "a", .roles = {"official"}}, is_role, clock_, random_));
  EXPECT_TRUE(std::filesystem::is_symlink(link));
  EXPECT_EQ(load()->size(), 1u);
}

TEST_F(TokensTest, WhatACrashLeftBesideTheFileIsNotInTheWay) {
  std::ofstream(path_.native() + ".new") << "half a li";
  create_ok({.subject = "a", .roles = {"official"}});
  EXPECT_EQ(load()->size(), 1u);
  EXPECT_FALSE(std::filesystem::exists(path_.native() + ".new"));
}

TEST_F(TokensTest, AFileForEveryoneIsRefusedWithWhatToDo) {
  for (const mode_t open_to_all : {0644, 0642, 0641}) {
    write("", open_to_all);
    const auto loaded = Tokens::load(path_, is_role, clock_);
    ASSERT_FALSE(loaded);
    EXPECT_EQ(loaded.error().kind, FaultKind::bad_input);
    EXPECT_THAT(loaded.error().what, testing::EndsWith("; run: chmod o-rwx '" + path_.native() + "'"));
    EXPECT_THAT(refusal({.subject = "a", .roles = {"official"}}),
                testing::HasSubstr("everyone on this machine"));
  }
}

TEST_F(TokensTest, ADirectoryIsNoTokenFile) {
  const auto loaded = TokenFile::load(directory_, is_role);
  ASSERT_FALSE(loaded);
  EXPECT_THAT(loaded.error().what, testing::EndsWith(": is not a file"));
}

TEST_F(TokensTest, ABadLineIsRefusedWithItsNumber) {
  const std::string hash = std::string("hash=") + kHash;
  const std::string good = "id=a " + hash + " subject=x roles=official created_at=2020-01-01T00:00:00Z";
  EXPECT_EQ(mistakes(good + "\r\n"), "none");
  const std::pair<std::string, std::string> kMistakes[] = {
      {"# x\n\nnonsense\n", "tokens:3: \"nonsense\" should be NAME=VALUE"},
      {good + " rolse=x\n", "tokens:1: rolse is not a field of a token; did you mean roles?"},
      {good + " id=b\n", "tokens:1: id is there twice"},
      {"id=a subject=x\n", "tokens:1: hash is missing"},
      {"id=a hash=htq_secret subject=x roles=official created_at=2020-01-01T00:00:00Z\n",
       "tokens:1: hash should be 64 hexadecimal digits, as htqctl token create writes them"},
      {"id=a " + hash + " subject=x roles=official created_at=yesterday\n",
       "tokens:1: created_at should be an instant in UTC such as 2020-09-01T09:00:00Z, not \"yesterday\""},
      {good + " not_after=\n",
       "tokens:1: not_after should be an instant in UTC such as 2020-09-01T09:00:00Z, not \"\""},
      {"id=A " + hash + " subject=x roles=official created_at=2020-01-01T00:00:00Z\n",
       "tokens:1: id should be a slug, not \"A\""},
      {"id=a " + hash + " subject=Jane roles=official created_at=2020-01-01T00:00:00Z\n",
       "tokens:1: subject should be a slug: a lower-case letter or digit, then those, dots and hyphens, at "
       "most 64, "
       "not \"Jane\""},
      {"id=a " + hash + " subject=system roles=official created_at=2020-01-01T00:00:00Z\n",
       "tokens:1: subject may not be system: it is how the office itself is recorded"},
      {"id=a " + hash + " subject=x roles=official,king created_at=2020-01-01T00:00:00Z\n",
       "tokens:1: \"king\" is not a role"},
      {"id=a " + hash + " subject=x roles= created_at=2020-01-01T00:00:00Z\n",
       "tokens:1: \"\" is not a role"},
      {"id=a " + hash + " subject=x roles=system created_at=2020-01-01T00:00:00Z\n",
       "tokens:1: the role system is never given to a token: only the office itself holds it"},
      {good + " note=a\x1b[2J\n", "tokens:1: note has characters that cannot be shown on a line"},
      {good + "\n" + good + "\n", "tokens:2: the id a is there twice"},
      {good + "\nid=b " + good.substr(5) + "\nx\n",
       "tokens:2: the token of a is there twice\ntokens:3: \"x\" should be NAME=VALUE"},
  };
  for (const auto& [file, message] : kMistakes) EXPECT_EQ(mistakes(file), message) << file;
}

TEST_F(TokensTest, ABadFileIsNotAddedTo) {
  write("nonsense\n");
  EXPECT_THAT(refusal({.subject = "a", .roles = {"official"}}), testing::HasSubstr("tokens:1: "));
  EXPECT_EQ(read(), "nonsense\n");
}

TEST_F(TokensTest, ARequestThatCannotStandInTheFileIsRefused) {
  EXPECT_THAT(refusal({.subject = "a b", .roles = {"official"}}),
              testing::StartsWith("subject should be a slug"));
  EXPECT_EQ(refusal({.subject = "a", .roles = {}}), "roles are missing");
  EXPECT_EQ(refusal({.subject = "a", .roles = {"king"}}), "\"king\" is not a role");
  EXPECT_THAT(refusal({.subject = "a", .roles = {"system"}}), testing::HasSubstr("never given to a token"));
  EXPECT_EQ(refusal({.subject = "a", .roles = {"official", "official"}}), "the role official is there twice");
  EXPECT_EQ(refusal({.subject = "a", .roles = {"official"}, .note = "x\nid=evil"}),
            "note has characters that cannot be shown on a line");
  EXPECT_EQ(refusal({.subject = "a", .roles = {"official"}, .note = std::string(201, 'x')}),
            "note is longer than 200 bytes");
  EXPECT_EQ(refusal({.subject = "a", .roles = {"official"}, .not_after = clock_.now()}),
            "not_after should lie ahead: 2025-09-01T09:00:00Z has passed");
  EXPECT_FALSE(std::filesystem::exists(path_));
}

TEST_F(TokensTest, ManyCreatingAtOnceLoseNone) {
  constexpr int kThreads = 8, kEach = 5;
  std::vector<std::vector<std::string>> texts(kThreads);
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      SeededRandom random(static_cast<std::uint64_t>(100 + t));
      for (int i = 0; i < kEach; ++i) {
        const auto made =
            create_token(path_, {.subject = "s", .roles = {"official"}}, is_role, clock_, random);
        if (made) texts[static_cast<std::size_t>(t)].push_back(made->text);
      }
    });
  }
  for (auto& thread : threads) thread.join();
  const auto tokens = load();
  std::set<std::string> distinct;
  for (const auto& mine : texts) {
    for (const auto& text : mine) {
      distinct.insert(text);
      EXPECT_TRUE(tokens->caller(text));
    }
  }
  EXPECT_EQ(distinct.size(), std::size_t{kThreads * kEach});
  EXPECT_EQ(tokens->size(), std::size_t{kThreads * kEach});
}

TEST_F(TokensTest, AChangedFileIsReadAgainAndAnUnchangedOneIsNot) {
  const auto tokens = load();
  EXPECT_EQ(tokens->reload_if_changed(), Tokens::Reloaded::no);
  const std::string text = create_ok({.subject = "a", .roles = {"official"}});
  EXPECT_FALSE(tokens->caller(text));
  EXPECT_EQ(tokens->reload_if_changed(), Tokens::Reloaded::yes);
  EXPECT_TRUE(tokens->caller(text));
  EXPECT_EQ(tokens->reload_if_changed(), Tokens::Reloaded::no);
  std::filesystem::remove(path_);
  EXPECT_EQ(tokens->reload_if_changed(), Tokens::Reloaded::yes);
  EXPECT_FALSE(tokens->caller(text)) << "a file that is gone holds no token";
}

TEST_F(TokensTest, AFileThatTurnedBadLeavesTheTokensKnownBefore) {
  const std::string text = create_ok({.subject = "a", .roles = {"official"}});
  const auto tokens = load();
  const std::string good = read();
  write(good + "nonsense\n");
  const auto reloaded = tokens->reload_if_changed();
  ASSERT_FALSE(reloaded);
  EXPECT_THAT(reloaded.error().what, testing::StartsWith("the tokens read before stay valid: "));
  EXPECT_TRUE(tokens->caller(text));
  EXPECT_EQ(tokens->reload_if_changed(), Tokens::Reloaded::no) << "told once";
  std::filesystem::remove(path_);
  write(good);
  EXPECT_EQ(tokens->reload_if_changed(), Tokens::Reloaded::yes);
}

TEST_F(TokensTest, CallersAreKnownWhileTheFileIsReadAgain) {
  const std::string text = create_ok({.subject = "a", .roles = {"official"}});
  const auto tokens = load();
  std::atomic<bool> stop = false;
  std::atomic<int> unknown = 0;
  std::thread asking([&] {
    while (!stop) unknown += tokens->caller(text) ? 0 : 1;
  });
  for (int i = 0; i < 20; ++i) {
    create_ok({.subject = "b", .roles = {"official"}});
    EXPECT_EQ(tokens->reload_if_changed(), Tokens::Reloaded::yes);
  }
  stop = true;
  asking.join();
  EXPECT_EQ(unknown, 0);
  EXPECT_EQ(tokens->size(), 21u);
}

TEST(TokenText, IsTheOnlyOneOfItsToken) {
  SeededRandom random(1);
  const NewToken made = make_token(random);
  ASSERT_EQ(hash_of_token(made.text), made.hash);
  for (std::size_t at = 0; at < made.text.size(); ++at)
    for (int byte = 0; byte < 256; ++byte) {
      std::string other = made.text;
      other[at] = static_cast<char>(byte);
      if (other != made.text) EXPECT_NE(hash_of_token(other), made.hash) << "byte " << byte << " at " << at;
    }
}

TEST(TokenText, HasNoByteBeyondItsAlphabet) {
  SeededRandom random(1);
  const NewToken made = make_token(random);
  for (int byte = 128; byte < 256; ++byte) {
    std::string other = made.text;
    other[20] = static_cast<char>(byte);
    EXPECT_FALSE(hash_of_token(other)) << "byte " << byte;
  }
}

TEST(Caller, HoldsTheRolesItWasGiven) {
  const Caller caller{.subject = "a", .roles = {"official"}};
  EXPECT_TRUE(holds_role(caller, "official"));
  EXPECT_FALSE(holds_role(caller, "officia"));
}

TEST(BearerToken, IsWhatFollowsTheScheme) {
  EXPECT_EQ(bearer_token("Bearer htq_x"), "htq_x");
  EXPECT_EQ(bearer_token("bEARER   htq_x  "), "htq_x");
  for (const char* none : {"", "Bearer", "Bearer ", "Bearer   ", "Basic htq_x", "Bearerhtq_x", "Bearer a b",
                           "Bearer a,b", "htq_x", "Bearer\thtq_x"})
    EXPECT_EQ(bearer_token(none), std::nullopt) << none;
}

}  // namespace
}  // namespace htq
