// Sets of counters against maps.
#include "projections/cells.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>
#include <vector>

namespace htq {
namespace {

using Model = std::map<Cell, std::int64_t>;
using Counts = std::vector<std::pair<std::pair<int, int>, int>>;

rc::Gen<Counts> counts() {
  return rc::gen::container<Counts>(rc::gen::pair(
      rc::gen::pair(rc::gen::inRange(0, 6), rc::gen::inRange(0, 40)), rc::gen::inRange(-2, 3)));
}

Cell cell_of(std::pair<int, int> number) {
  return {static_cast<std::uint16_t>(number.first), static_cast<std::uint32_t>(number.second)};
}

void add(Model& model, Cell cell, std::int64_t count) {
  if ((model[cell] += count) == 0) model.erase(cell);
}

Cells cells_of(const Counts& counted, Model& model, std::int64_t sign) {
  Cells cells;
  for (const auto& [number, count] : counted) {
    cells.add(cell_of(number), count);
    add(model, cell_of(number), sign * count);
  }
  return cells;
}

RC_GTEST_PROP(CellsTest, SumsAndDifferencesAreThoseOfMaps, ()) {
  Model model;
  Cells cells = cells_of(*counts(), model, 1);
  cells.add(cells_of(*counts(), model, 1));
  cells.take_away(cells_of(*counts(), model, -1));
  RC_ASSERT(Model(cells.all().begin(), cells.all().end()) == model);
  RC_ASSERT(std::ranges::is_sorted(cells.all()));
  for (const auto& [cell, count] : model) RC_ASSERT(cells.count(cell) == count);
  RC_ASSERT(Cells::of(cells.bytes()) == cells);
}

TEST(CellsTest, BytesAreFigureValueAndCountBigEndian) {
  Cells cells;
  cells.add({0x0102, 0x03040506}, -2);
  cells.add({1, 2}, 3);
  EXPECT_EQ(cells.bytes(), std::string("\0\1\0\0\0\2\0\0\0\0\0\0\0\3"
                                       "\1\2\3\4\5\6\xff\xff\xff\xff\xff\xff\xff\xfe",
                                       28));
}

}  // namespace
}  // namespace htq
