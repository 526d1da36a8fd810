#include "projections/rows.h"

namespace htq {

Result<> Rows::load(RowBatch batch) {
  const std::unique_ptr<RowLoad> load = begin_load();
  HTQ_TRY(load->add(std::move(batch)));
  return load->take_in();
}

std::string after_prefix(std::string_view prefix) {
  std::string end(prefix);
  while (!end.empty() && static_cast<unsigned char>(end.back()) == 0xff) end.pop_back();
  if (!end.empty()) end.back() = static_cast<char>(static_cast<unsigned char>(end.back()) + 1);
  return end;
}

}  // namespace htq
