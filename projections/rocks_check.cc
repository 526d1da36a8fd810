#include "projections/rocks_check.h"

#include <rocksdb/db.h>

#include <memory>
#include <string>
#include <vector>

#include "projections/rocks_fault.h"
#include "projections/rocks_footers.h"
#include "projections/rocks_quiet.h"

namespace htq {

Result<> check_rocks(const std::filesystem::path& directory) {
  HTQ_TRY(check_footers(directory));
  const std::string path = directory.string();
  rocksdb::Options options;
  options.info_log = std::make_shared<NoLog>();
  std::vector<std::string> names;
  HTQ_TRY(
      rocks_result(rocksdb::DB::ListColumnFamilies(options, path, &names), "list the families in " + path));
  std::vector<rocksdb::ColumnFamilyDescriptor> families;
  for (const std::string& name : names) families.emplace_back(name, options);
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* opened = nullptr;
  HTQ_TRY(
      rocks_result(rocksdb::DB::OpenForReadOnly(options, path, families, &handles, &opened), "read " + path));
  const std::unique_ptr<rocksdb::DB> database(opened);
  const std::vector<std::unique_ptr<rocksdb::ColumnFamilyHandle>> owned(handles.begin(), handles.end());
  return rocks_result(database->VerifyChecksum(), "read " + path);
}

}  // namespace htq
